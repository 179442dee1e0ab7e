// <queue-list class="queue">: the rows of the desk. J and K open the next and the previous one. A poke changes rows
// where they stand: nothing moves under the eyes, new rows wait behind a button unless the list is at its top and idle.
import { plural } from "../lib/words.js";

const FIELDS = "input, textarea, select, [contenteditable]";
const pathOf = (href) => (href ?? "").split("?")[0];

class QueueList extends HTMLElement {
  connectedCallback() {
    this.dataset.keyHelp = JSON.stringify({ j: "Следующее обращение", k: "Предыдущее обращение" });
    this.scroller = this.closest(".desk__scroll");
    this.waiting = [];
    this.addEventListener("click", (event) => {
      const row = event.target.closest(".queue__row");
      if (row) this.mark(row.getAttribute("href"));
    });
    this.addEventListener("htmx:afterSettle", () => this.mark(this.current));
    this.addEventListener("htmx:beforeSwap", (event) => this.poked(event));
    this.keys = (event) => this.pressed(event);
    document.addEventListener("keydown", this.keys);
    this.mark(this.querySelector("[aria-current]")?.getAttribute("href") ?? location.pathname);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
  }

  rows(root = this) {
    return [...root.querySelectorAll(".queue__row")];
  }

  mark(href) {
    this.current = pathOf(href);
    for (const row of this.rows()) {
      if (pathOf(row.getAttribute("href")) === this.current) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(FIELDS)) return;
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (!step || document.querySelector("dialog[open]")) return;
    const rows = this.rows();
    const at = rows.findIndex((row) => pathOf(row.getAttribute("href")) === this.current);
    const next = rows[at < 0 ? 0 : at + step];
    if (!next) return;
    next.scrollIntoView({ block: "nearest" });
    next.click();
  }

  poked(event) {
    if (event.target !== this || !event.detail.serverResponse.includes('id="queue"')) return;
    event.detail.shouldSwap = false;
    const page = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    const tabs = document.getElementById("desk-tabs");
    tabs.replaceChildren(...page.getElementById("desk-tabs").childNodes);
    globalThis.htmx.process(tabs);
    this.merge(this.rows(page));
    this.mark(this.current);
  }

  merge(fresh) {
    const known = new Map(this.rows().map((row) => [row.dataset.id, row]));
    const edge = fresh.at(-1)?.dataset.at ?? "";
    for (const [id, row] of known) {
      const now = fresh.find((one) => one.dataset.id === id);
      if (now) {
        row.className = now.className;
        row.dataset.at = now.dataset.at;
        row.replaceChildren(...now.cloneNode(true).childNodes);
      } else if (row.dataset.at >= edge) row.classList.add("queue__row--gone");
    }
    this.waiting = fresh.filter((row) => !known.has(row.dataset.id));
    const idle = this.scroller.scrollTop < 8 && !this.scroller.matches(":hover, :focus-within");
    if (this.waiting.length && (idle || !known.size)) this.show();
    else this.offer();
  }

  offer() {
    this.button?.remove();
    const number = this.waiting.length;
    if (!number) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button--small queue__fresh";
    this.button.textContent = `Показать ${number} ${plural(number, "новое", "новых", "новых")}`;
    this.button.addEventListener("click", () => this.show());
    this.prepend(this.button);
  }

  show() {
    this.button?.remove();
    this.querySelector(".queue__empty")?.remove();
    this.waiting.forEach((row) => row.classList.add("queue__row--new"));
    this.prepend(...this.waiting);
    this.waiting.forEach((row) => globalThis.htmx.process(row));
    this.waiting = [];
    this.scroller.scrollTop = 0;
  }
}

customElements.define("queue-list", QueueList);
