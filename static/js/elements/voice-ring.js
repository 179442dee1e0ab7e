// <voice-ring dialog="…">: a call that rings in a chat which is not open here: words, the sound, F2 opens the chat.
// Where the chat is open its own <voice-call> rings.
import { Ringing } from "../lib/voice-ringing.js";

class VoiceRing extends HTMLElement {
  connectedCallback() {
    this.hidden = Boolean(document.querySelector(`voice-call[dialog="${this.getAttribute("dialog")}"]`));
    if (this.hidden || this.ringing) return;
    this.ringing = new Ringing();
    this.ringing.start();
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.stop());
  }

  stop() {
    this.ringing?.stop();
    this.ringing = null;
    document.removeEventListener("keydown", this.onKey);
  }

  key(event) {
    if (event.key !== "F2" || event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.querySelector("a").click();
  }
}

customElements.define("voice-ring", VoiceRing);
