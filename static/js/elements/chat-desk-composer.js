// <chat-desk-composer mode="reply">: what an operator types: the field of the citizen's chat, and notes for colleagues,
// another colour and another word. `//` and `??` choose before Enter sends.
import { ChatComposer } from "./chat-composer.js";

class ChatDeskComposer extends ChatComposer {
  connectedCallback() {
    super.connectedCallback();
    for (const tab of this.querySelectorAll("[data-mode]")) tab.addEventListener("click", () => this.turn(tab.dataset.mode));
  }

  get isInner() {
    return this.getAttribute("mode") === "note";
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
