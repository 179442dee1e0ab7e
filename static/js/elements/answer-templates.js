// <answer-templates url="…"><textarea></textarea></answer-templates>: `//` and a few letters find a prepared answer;
// arrows and Enter put it in place of what was typed. The server fills in the names and draws the options.
const PAUSE_MS = 120;

/** Its children say what is typed before the words, what the list is called, what opens it. */
export class AnswerTemplates extends HTMLElement {
  static typed = /(^|\s)\/\/([^\n/]{0,40})$/;
  static sign = "//";
  static label = "Шаблоны ответов";
  static opener = "[data-templates]";

  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.list = document.createElement("div");
    this.list.className = "templates";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.constructor.label);
    this.list.hidden = true;
    this.append(this.list);
    this.field.addEventListener("input", () => this.later());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    this.closest("form").querySelector(this.constructor.opener)?.addEventListener("click", (event) => this.begin(event));
  }

  begin(event) {
    event.preventDefault();
    const { field } = this;
    const { sign } = this.constructor;
    const before = field.value.slice(0, field.selectionStart);
    field.focus();
    field.setRangeText(before && !/\s$/.test(before) ? `\n${sign}` : sign, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  typed() {
    return this.constructor.typed.exec(this.field.value.slice(0, this.field.selectionStart));
  }

  later() {
    clearTimeout(this.timer);
    const typed = this.typed();
    if (!typed) this.close();
    else this.timer = setTimeout(() => this.load(typed[2].trim()), PAUSE_MS);
  }

  async load(words) {
    const address = `${this.getAttribute("url")}?q=${encodeURIComponent(words)}${this.more()}`;
    const answer = await fetch(address, { headers: { "X-Templates": "1" } }).catch(() => null);
    if (!answer?.ok || !this.typed()) return;
    this.answered(answer);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.list.replaceChildren(...page.body.children);
    this.list.hidden = false;
    this.point(this.options()[0]);
  }

  /** More of the address, and what an answer brings besides its list: its children's. */
  more() {
    return "";
  }

  answered() {}

  options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  point(option) {
    for (const one of this.options()) one.setAttribute("aria-selected", String(one === option));
    if (!option) return;
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    if (this.list.hidden) return;
    const options = this.options();
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) this.point(options[(at + step + options.length) % options.length]);
    else if (["Enter", "Tab"].includes(event.key) && options[at] && !event.ctrlKey) this.choose(options[at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(option) {
    const typed = this.typed();
    if (!option || !typed) return;
    const end = this.field.selectionStart;
    this.field.setRangeText(option.dataset.text, end - typed[2].length - this.constructor.sign.length, end, "end");
    this.close();
    this.field.focus();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.dispatchEvent(new CustomEvent("answer:chosen", { detail: { id: option.id, text: option.dataset.text }, bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }
}

customElements.define("answer-templates", AnswerTemplates);
