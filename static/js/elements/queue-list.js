// <queue-list class="queue" list="/desk/?view=…" marks="…">: the rows of the desk. J and K open the next and the previous
// one. Of a long list only the rows in view are in the page (lib/list-window.js); a poke changes rows where they stand
// (lib/list-news.js). What was searched for has no address: those rows are not windowed, «Показать ещё» adds more.
import { ListNews } from "../lib/list-news.js";
import { keepPlace, keptPlace } from "../lib/list-place.js";
import { linkOf, parse, rowsOf } from "../lib/list-rows.js";
import { ListStore } from "../lib/list-store.js";
import { ListWindow } from "../lib/list-window.js";

const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const pathOf = (href) => (href ?? "").split("?")[0];

class QueueList extends HTMLElement {
  connectedCallback() {
    this.dataset.keyHelp = JSON.stringify({ j: "Следующее обращение", k: "Предыдущее обращение" });
    this.scroller = this.closest(".desk__scroll");
    this.list = this.getAttribute("list");
    this.current = pathOf(location.pathname);
    this.addEventListener("click", (event) => this.mark(event.target.closest(".queue__row")?.getAttribute("href")));
    this.addEventListener("htmx:afterSettle", () => this.mark());
    this.addEventListener("htmx:beforeSwap", (event) => this.poked(event));
    this.addEventListener("list:drawn", () => this.drawn());
    this.keys = (event) => this.pressed(event);
    this.leaving = () => this.frame && keepPlace(this.list, this.frame.top);
    document.addEventListener("keydown", this.keys);
    addEventListener("pagehide", this.leaving);
    this.mark();
    if (this.list) this.begin();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
    removeEventListener("pagehide", this.leaving);
    this.leaving();
    this.frame?.stop();
  }

  begin() {
    this.store = new ListStore(this.list, rowsOf(this), (change) => this.frame.keep(change));
    this.frame = new ListWindow(this, this.scroller, this.store);
    this.news = new ListNews(this, this.scroller, this.store, this.frame);
    this.measure();
  }

  async measure() {
    const top = keptPlace(this.list);
    if (this.getAttribute("marks")) await this.store.measure(this.getAttribute("marks"));
    else this.frame.isOn = true;
    if (top && this.frame.isOn) this.frame.to(top);
  }

  drawn() {
    for (const row of rowsOf(this).filter((one) => !one.isReady)) {
      row.isReady = true;
      globalThis.htmx?.process(row);
    }
    this.mark();
  }

  mark(href) {
    if (href) this.current = pathOf(href);
    for (const link of this.querySelectorAll(".queue__row")) {
      if (pathOf(link.getAttribute("href")) === this.current) link.setAttribute("aria-current", "true");
      else if (link.hasAttribute("aria-current")) link.removeAttribute("aria-current");
    }
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(FIELDS)) return;
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (step && !document.querySelector("dialog[open]")) this.step(step);
  }

  step(step) {
    const isOn = this.frame?.isOn;
    const rows = isOn ? this.store.all() : rowsOf(this);
    const at = rows.findIndex((row) => row && pathOf(linkOf(row).getAttribute("href")) === this.current);
    const start = isOn ? this.frame.place() : 0;
    const next = at < 0 ? start : at + step;
    if (next < 0 || next >= rows.length) return;
    if (isOn) this.frame.reveal(next);
    else rows[next].scrollIntoView({ block: "nearest" });
    rows[next] && linkOf(rows[next]).click();
  }

  poked(event) {
    if (event.target !== this || !event.detail.serverResponse.includes('id="queue"')) return;
    event.detail.shouldSwap = false;
    // The answer may come after another page took this one's place.
    const tabs = document.getElementById("desk-tabs");
    if (!tabs) return;
    const page = parse(event.detail.serverResponse);
    tabs.replaceChildren(...page.getElementById("desk-tabs").childNodes);
    globalThis.htmx.process(tabs);
    if (this.frame.isOn) this.news.merge(rowsOf(page));
    else this.measure();
  }
}

customElements.define("queue-list", QueueList);
