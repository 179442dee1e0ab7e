// <list-search recent="…"><form>…</form></list-search>: the search of the desk, on every page of it. Where there is no
// list the desk is opened first. What was found by its number stays in this browser, numbers only, to come back to.
import { openPage } from "../lib/desk-pages.js";

const MOST = 8;
const OPENED = /\/desk\/(\d{9})\/$/;

class ListSearch extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("[type=search]");
    this.key = `recent:${this.getAttribute("recent")}`;
    this.place = this.appendChild(document.createElement("div"));
    this.place.className = "search__recent";
    this.place.hidden = true;
    this.addEventListener("submit", (event) => this.elsewhere(event), true);
    this.form.addEventListener("htmx:beforeOnLoad", ({ detail }) => this.found(detail.xhr.getResponseHeader("HX-Location")));
    this.field.addEventListener("focus", () => this.offer());
    this.field.addEventListener("input", () => this.offer());
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.changed = ({ detail }) => detail.target.id === "desk-list" && this.follow();
    document.addEventListener("htmx:afterSwap", this.changed);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSwap", this.changed);
  }

  /** Another list was chosen: the words do not belong to it. What is being typed stays. */
  follow() {
    if (document.activeElement === this.field) return;
    if (document.querySelector("queue-list")?.hasAttribute("list")) this.field.value = "";
  }

  async elsewhere(event) {
    if (document.getElementById("desk-list")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { value } = this.field;
    const isReady = new Promise((ready) => document.addEventListener("desk:opened", ready, { once: true }));
    openPage("/desk/?view=all");
    await isReady;
    const field = document.querySelector("list-search [type=search]");
    field.value = value;
    field.form.requestSubmit();
  }

  recent() {
    return JSON.parse(localStorage.getItem(this.key) ?? "[]");
  }

  found(address) {
    const number = address && OPENED.exec(JSON.parse(address).path ?? "")?.[1];
    if (!number) return;
    const kept = [number, ...this.recent().filter((one) => one !== number)].slice(0, MOST);
    localStorage.setItem(this.key, JSON.stringify(kept));
    this.field.value = "";
    this.field.blur();
  }

  offer() {
    const numbers = this.field.value ? [] : this.recent();
    this.place.replaceChildren(...numbers.map((number) => this.link(number)));
    this.place.hidden = !numbers.length;
  }

  link(number) {
    const link = document.createElement("a");
    link.className = "menu__item";
    link.href = `/desk/${number}/`;
    link.textContent = number;
    return link;
  }

  pressed(event) {
    const links = [...this.place.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.close();
    if (!step || this.place.hidden) return;
    event.preventDefault();
    const next = links[links.indexOf(document.activeElement) + step];
    (next ?? this.field).focus();
  }

  close() {
    this.place.hidden = true;
  }
}

customElements.define("list-search", ListSearch);
