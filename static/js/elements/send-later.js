// <send-later seconds="10"><form hx-post="…">…</form></send-later>: a sent answer leaves after a visible countdown,
// until then it can be taken back. Pressing again, opening another appeal or closing the tab sends it at once: nothing
// is lost. Without `seconds` it is sent at once, and the draft on this device is forgotten when the server has it.
import { icon } from "../lib/icon.js";
import { SendAgain } from "../lib/send-again.js";
import { toast } from "./toast-list.js";

class SendLater extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.key = this.closest("draft-keeper")?.getAttribute("key");
    this.seconds = Number(this.getAttribute("seconds") || 0);
    this.addEventListener("submit", (event) => this.hold(event), true);
    this.form.addEventListener("htmx:beforeOnLoad", ({ detail }) => detail.xhr.status < 300 && this.forget());
    this.leaving = () => this.timer && this.flush();
    addEventListener("pagehide", this.leaving);
    this.again = new SendAgain(this.form, this.form);
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.leaving);
    this.again.stop();
    if (this.timer) this.flush();
  }

  hold(event) {
    if (this.ready || this.again.isGoing || !this.seconds) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    delete this.form.dataset.sending;
    event.submitter?.removeAttribute("aria-busy");
    if (this.timer) {
      this.send();
      return;
    }
    this.submitter = event.submitter;
    this.left = this.seconds;
    this.lock(true);
    this.draw();
    this.timer = setInterval(() => this.tick(), 1_000);
  }

  tick() {
    this.left -= 1;
    if (this.left <= 0) this.send();
    else this.words.textContent = this.saying();
  }

  saying() {
    return `Отправим через ${this.left} с`;
  }

  lock(on) {
    for (const field of this.form.querySelectorAll("textarea")) field.readOnly = on;
    this.toggleAttribute("data-holding", on);
    if (on) document.activeElement?.blur();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.bar?.remove();
    this.lock(false);
  }

  undo() {
    this.stop();
    this.form.querySelector("textarea")?.focus();
  }

  send() {
    this.stop();
    this.ready = true;
    this.form.requestSubmit(this.submitter);
    this.ready = false;
  }

  draw() {
    this.bar = document.createElement("div");
    this.bar.className = "send-later__bar";
    this.bar.setAttribute("role", "status");
    this.words = document.createElement("span");
    this.words.textContent = this.saying();
    this.bar.append(icon("hourglass"), this.words, this.button("Отменить отправку", "z", () => this.undo()));
    this.bar.append(this.button("Отправить сейчас", "", () => this.send()));
    this.form.after(this.bar);
  }

  button(label, key, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small button--secondary";
    button.textContent = label;
    if (key) button.dataset.hotkey = key;
    button.addEventListener("click", act);
    return button;
  }

  /** Send at once and out of sight: the appeal was left before the countdown ended. */
  async flush() {
    clearInterval(this.timer);
    this.timer = null;
    const body = new FormData(this.form);
    if (this.submitter?.name) body.set(this.submitter.name, this.submitter.value);
    const files = [...body.values()].some((value) => value instanceof File && value.size);
    const headers = { "HX-Request": "true" };
    const answer = await fetch(this.form.action, { method: "POST", body, headers, keepalive: !files }).catch(() => null);
    if (answer?.ok) {
      this.forget();
      toast("Ответ отправлен.", "success");
    } else toast("Ответ не отправлен: текст сохранён в черновике обращения.", "danger");
  }

  forget() {
    if (this.key) localStorage.removeItem(`draft:${this.key}`);
  }
}

customElements.define("send-later", SendLater);
