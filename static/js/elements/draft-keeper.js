// <draft-keeper key="new-appeal" url="…"><form>…</form></draft-keeper>: nothing typed is lost.
// Each pause in typing is kept on this device at once and posted to `url` (if given); what the server did not get
// is sent when the connection returns. What was typed and never sent comes back when the form is opened again;
// `done` (without a form, on the page after success) forgets it.
import { differs, readDraft } from "../lib/draft-record.js";
import { clock } from "../lib/words.js";

const PAUSE_MS = 1_500;
const SKIPPED = "[type=hidden], [type=file], [type=password], [type=submit], [name=csrfmiddlewaretoken]";

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.key = `draft:${this.getAttribute("key")}`;
    if (this.hasAttribute("done")) localStorage.removeItem(this.key);
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.words = this.querySelector("[data-draft-state]") ?? this.form.appendChild(document.createElement("p"));
    this.words.classList.add("small", "muted");
    this.words.setAttribute("aria-live", "polite");
    this.restore();
    this.addEventListener("input", () => this.later());
    this.addEventListener("submit", () => this.mark({ sent: true }));
    this.addEventListener("htmx:afterRequest", (event) => this.answered(event.detail));
    this.online = () => this.record()?.synced === false && this.send();
    addEventListener("online", this.online);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    removeEventListener("online", this.online);
  }

  fields() {
    return [...this.form.elements].filter((field) => field.name && !field.matches(SKIPPED));
  }

  values() {
    const chosen = this.fields().filter((field) => !field.matches("[type=checkbox], [type=radio]") || field.checked);
    return chosen.map((field) => [field.name, field.value]);
  }

  record() {
    return readDraft(this.key);
  }

  mark(changes) {
    const record = this.record();
    if (record) localStorage.setItem(this.key, JSON.stringify({ ...record, ...changes }));
  }

  later() {
    const record = { at: Date.now(), values: this.values(), synced: !this.hasAttribute("url") };
    localStorage.setItem(this.key, JSON.stringify(record));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE_MS);
  }

  async send() {
    const url = this.getAttribute("url");
    const body = new URLSearchParams(this.values());
    const token = this.form.elements.csrfmiddlewaretoken?.value ?? "";
    try {
      if (url) {
        const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, "X-Draft": "1" } });
        if (!answer.ok) throw new Error(answer.status);
      }
      this.mark({ synced: true });
      this.say(`Черновик сохранён в ${clock(new Date())}`);
    } catch {
      this.say("Черновик сохранён на этом устройстве");
    }
  }

  restore() {
    const record = this.record();
    if (!record) return;
    const typed = this.fields().some((field) => field.matches("textarea, [type=text]") && field.value.trim());
    if (typed) {
      if (record.sent) this.mark({ sent: false });
      else if (record.synced === false && differs(record, this.values())) this.offer(record);
      return;
    }
    return record.sent ? this.offer(record) : this.fill(record, "Мы сохранили то, что вы писали раньше.");
  }

  offer(record) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = "Вернуть текст, который вы писали раньше";
    button.addEventListener("click", () => this.fill(record, ""));
    this.words.replaceChildren(button);
  }

  fill(record, words) {
    const left = [...record.values];
    for (const field of this.fields()) {
      const choice = field.matches("[type=checkbox], [type=radio]");
      const at = left.findIndex(([name, value]) => name === field.name && (!choice || value === field.value));
      if (at < 0) continue;
      const [[, value]] = left.splice(at, 1);
      if (choice) field.checked = true;
      else field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.say(words);
  }

  answered({ elt, xhr }) {
    if (elt !== this.form) return;
    if (xhr.status >= 200 && xhr.status < 400) localStorage.removeItem(this.key);
    else this.mark({ sent: false });
  }

  say(words) {
    this.words.textContent = words;
  }
}

customElements.define("draft-keeper", DraftKeeper);
