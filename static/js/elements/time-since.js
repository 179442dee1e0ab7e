// <time-since at="…" until="…" down>: minutes and seconds since a moment, or `down` to `until`.
// Past `until` it says so by colour: amber at once (`over`), red two minutes later (`late`).
import { unwatch, watch } from "../lib/ticker.js";

const LATE_MS = 2 * 60_000;

class TimeSince extends HTMLElement {
  connectedCallback() {
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick(now) {
    const until = this.hasAttribute("until") ? new Date(this.getAttribute("until")) : null;
    const span = this.hasAttribute("down") && until ? until - now : now - new Date(this.getAttribute("at"));
    const gone = Math.max(0, Math.floor(span / 1000));
    const hours = Math.floor(gone / 3600);
    const rest = [Math.floor(gone / 60) % 60, gone % 60].map((part) => String(part).padStart(2, "0"));
    this.textContent = hours ? `${hours}:${rest.join(":")}` : rest.join(":");
    this.toggleAttribute("over", Boolean(until) && now >= until);
    this.toggleAttribute("late", Boolean(until) && now - until >= LATE_MS);
  }
}

customElements.define("time-since", TimeSince);
