// <bulk-bar><form>…</form></bulk-bar>: many rows of the desk's list at once. Ticks are remembered by appeal, because the
// list keeps only the rows in view; Shift ticks everything between two rows; «все по фильтру» sends the list itself.
import { rowsOf } from "../lib/list-rows.js";
import { plural } from "../lib/words.js";

const TICK = ".queue__select input";
const spaced = (number) => number.toLocaleString("ru");

class BulkBar extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.fields = this.form.elements;
    this.words = this.querySelector("[data-count]");
    this.every = this.querySelector("[data-all]");
    this.list = this.closest("#desk-list") ?? document;
    this.chosen = new Set();
    this.list.addEventListener("click", (event) => event.target.matches(TICK) && this.ticked(event));
    this.list.addEventListener("list:drawn", () => this.show());
    this.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.every.addEventListener("click", () => this.takeAll());
    this.form.addEventListener("htmx:configRequest", ({ detail }) => detail.elt === this.form && detail.formData?.delete("id"));
    this.started = () => this.clear();
    document.addEventListener("bulk-started", this.started);
    for (const box of this.boxes()) if (box.checked) this.chosen.add(box.value);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("bulk-started", this.started);
  }

  boxes() {
    return [...this.list.querySelectorAll(TICK)];
  }

  /** Every row that is here, also those out of view; null stands for one that was not fetched. */
  rows() {
    const queue = this.list.querySelector("queue-list");
    return queue?.frame?.isOn ? queue.store.all() : rowsOf(this.list);
  }

  ticked({ target, shiftKey }) {
    if (this.total) this.leaveAll();
    const keys = shiftKey && this.last ? this.between(this.last, target.value) : [target.value];
    for (const key of keys) this.chosen[target.checked ? "add" : "delete"](key);
    this.last = target.value;
    this.show();
  }

  between(one, other) {
    const rows = this.rows();
    const [from, to] = [one, other].map((key) => rows.findIndex((row) => row?.dataset.id === key)).sort((a, b) => a - b);
    if (from < 0) return [other];
    return rows.slice(from, to + 1).flatMap((row) => row?.dataset.id ?? []);
  }

  async takeAll() {
    this.every.disabled = true;
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "filter"]) body.set(name, this.fields[name].value);
    body.set("all", "on");
    const answer = await fetch(this.form.dataset.countUrl, { method: "POST", body }).catch(() => null);
    this.every.disabled = false;
    if (!answer?.ok) return;
    this.total = Number(await answer.text());
    this.fields.all.checked = true;
    this.chosen.clear();
    this.show();
  }

  leaveAll() {
    this.total = 0;
    this.fields.all.checked = false;
    for (const box of this.boxes()) if (box.checked) this.chosen.add(box.value);
  }

  clear() {
    this.total = 0;
    this.fields.all.checked = false;
    this.chosen.clear();
    this.show();
  }

  show() {
    for (const box of this.boxes()) box.checked = Boolean(this.total) || this.chosen.has(box.value);
    const number = this.total || this.chosen.size;
    const most = Number(this.getAttribute("most"));
    this.toggleAttribute("data-any", number > 0);
    this.fields.ids.value = [...this.chosen].join(",");
    this.every.hidden = Boolean(this.total);
    const said = `${plural(number, "Выбрано", "Выбраны", "Выбрано")} ${spaced(number)}`;
    const many = most && number > most ? `, а за один раз можно ${spaced(most)}` : "";
    this.words.textContent = (this.total ? `${said} по фильтру` : said) + many;
  }
}

customElements.define("bulk-bar", BulkBar);
