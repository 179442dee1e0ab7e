// <sla-clock due="…" warn="…" paused="ждём заявителя" done>: what is left till the deadline, counting by itself.
// `state` becomes warning, late, paused or done; the words say the same as the colour.
import { unwatch, watch } from "../lib/ticker.js";
import { span } from "../lib/words.js";

class SlaClock extends HTMLElement {
  static observedAttributes = ["due", "warn", "paused", "done"];

  connectedCallback() {
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.tick(new Date());
  }

  tick(now) {
    const due = new Date(this.getAttribute("due"));
    const left = (due - now) / 1000;
    const state = this.stateAt(left, now);
    if (state) this.setAttribute("state", state);
    else this.removeAttribute("state");
    const words = this.words(state, left);
    if (this.textContent !== words) this.textContent = words;
    if (!this.title) this.title = `Срок: ${due.toLocaleString("ru", { timeZone: "Europe/Moscow", dateStyle: "long", timeStyle: "short" })}`;
  }

  stateAt(left, now) {
    if (this.hasAttribute("done")) return "done";
    if (this.hasAttribute("paused")) return "paused";
    if (left <= 0) return "late";
    const warn = this.getAttribute("warn");
    return warn && now >= new Date(warn) ? "warning" : "";
  }

  words(state, left) {
    if (state === "done") return "срок соблюдён";
    if (state === "paused") return this.getAttribute("paused") || "на паузе";
    if (state === "late") return `просрочено на ${span(-left)}`;
    return `осталось ${span(left)}`;
  }
}

customElements.define("sla-clock", SlaClock);
