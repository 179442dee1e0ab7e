// <call-timer since="2026-11-22T12:00:00+00:00">: how long a conversation goes on, 4:07, counting by itself.
import { unwatch, watch } from "../lib/ticker.js";

class CallTimer extends HTMLElement {
  connectedCallback() {
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick(now) {
    const seconds = Math.max(0, Math.floor((now - new Date(this.getAttribute("since"))) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const shown = parts[0] ? parts : parts.slice(1);
    const words = shown.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
    if (this.textContent !== words) this.textContent = words;
  }
}

customElements.define("call-timer", CallTimer);
