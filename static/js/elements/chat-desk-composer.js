// <chat-desk-composer mode="reply">: what an operator types: the field of the citizen's chat, and notes for colleagues,
// another colour and another word. `//` and `??` choose before Enter sends.
import { ChatComposer } from "./chat-composer.js";

const ARTICLE = /^article-(.+?)(-link)?$/;
const ENOUGH = 40; // letters of an article that show it is still there

class ChatDeskComposer extends ChatComposer {
  chosen = new Map(); // code of an article put into the field -> how it begins

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("answer:chosen", ({ detail }) => {
      const [, code] = ARTICLE.exec(detail.id) ?? [];
      if (code) this.chosen.set(code, detail.text.trim().slice(0, ENOUGH));
    });
    for (const tab of this.querySelectorAll("[data-mode]")) tab.addEventListener("click", () => this.turn(tab.dataset.mode));
  }

  /** Escape leaves the field, so that keys of the desk work; `R` comes back. */
  onKey(event) {
    const isDone = event.defaultPrevented;
    super.onKey(event);
    if (event.key !== "Escape" || isDone || event.defaultPrevented) return;
    event.preventDefault();
    this.room.list.focus({ preventScroll: true });
  }

  get isInner() {
    return this.getAttribute("mode") === "note";
  }

  /** What was put in by `??` and is still in the text: the receiver of a dialog sees what was shown, the help counts it. */
  articlesIn(text) {
    const found = [...this.chosen].filter(([, begins]) => text.includes(begins)).map(([code]) => code);
    this.chosen.clear();
    return this.isInner || !found.length ? undefined : found;
  }

  turn(mode) {
    this.setAttribute("mode", mode);
    for (const tab of this.querySelectorAll("[data-mode]")) tab.setAttribute("aria-selected", String(tab.dataset.mode === mode));
    this.field.focus();
  }

  say(name, detail) {
    // A note is nobody's typing to the citizen.
    if (name !== "chat:typing" || (!this.isInner && this.field.value)) super.say(name, detail);
  }
}

customElements.define("chat-desk-composer", ChatDeskComposer);
