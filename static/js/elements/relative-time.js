// <relative-time><time datetime="…">22 ноября 2026, 14:05</time></relative-time>: the same moment in words, kept fresh.
import { unwatch, watch } from "../lib/ticker.js";
import { ago } from "../lib/words.js";

class RelativeTime extends HTMLElement {
  connectedCallback() {
    this.time = this.querySelector("time");
    if (!this.time) return;
    this.moment = new Date(this.time.dateTime);
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick(now) {
    const words = ago(this.moment, now);
    if (this.time.textContent !== words) this.time.textContent = words;
  }
}

customElements.define("relative-time", RelativeTime);
