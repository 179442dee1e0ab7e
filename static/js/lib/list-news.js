// What a poke brings to a list: rows change where they stand and nothing moves under the eyes. What has left the list
// is dimmed, what is new waits behind a button, unless the list is at its top and nobody is reading it.
import { plural } from "./words.js";

export class ListNews {
  constructor(list, scroller, store, frame) {
    Object.assign(this, { list, scroller, store, frame, waiting: [] });
  }

  merge(fresh) {
    const ids = new Set(fresh.map((row) => row.dataset.id));
    const [first] = this.store.blocks;
    first.rows.slice(0, fresh.length).forEach((row) => row.classList.toggle("queue__item--gone", !ids.has(row.dataset.id)));
    this.waiting = fresh.filter((row) => !this.store.known.has(row.dataset.id));
    fresh.filter((row) => !this.waiting.includes(row)).forEach((row) => this.store.take(row, null));
    const seen = new Set([this.frame.first, this.frame.last].map((index) => this.store.find(index)[0]));
    this.store.refresh([...seen].filter((block) => block?.until && block !== first));
    const idle = this.scroller.scrollTop < 8 && !this.scroller.matches(":hover, :focus-within");
    if (this.waiting.length && (idle || !this.store.total)) this.show();
    else this.offer();
  }

  offer() {
    this.button?.remove();
    const number = this.waiting.length;
    if (!number) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button--small queue__fresh";
    this.button.textContent = `${number} ${plural(number, "новое обращение", "новых обращения", "новых обращений")}`;
    this.button.addEventListener("click", () => this.show());
    this.list.before(this.button);
  }

  show() {
    this.button?.remove();
    this.list.querySelector(".queue__empty")?.remove();
    this.list.setAttribute("role", "list");
    const [first] = this.store.blocks;
    this.waiting.forEach((row) => row.classList.add("queue__item--new"));
    first.rows.unshift(...this.waiting.map((row) => this.store.take(row, first)));
    first.count += this.waiting.length;
    this.waiting = [];
    this.scroller.scrollTop = 0;
    if (!this.list.querySelector(".queue__item")) this.list.append(first.rows[0]);
    this.frame.measure();
  }
}
