// <time-since at="…" until="…" down>: minutes and seconds since a moment, or `down` to `until`;
// from two days on, days and hours.
// Past `until` it says so by colour: amber at once (`over`), red two minutes later (`late`).
import { unwatch, watch } from "../lib/ticker.js";

const LATE_MS = 2 * 60_000;
const IN_DAYS_FROM_H = 48;

function inWords(seconds) {
  const hours = Math.floor(seconds / 3600);
  if (hours >= IN_DAYS_FROM_H) return `${Math.floor(hours / 24)} дн ${hours % 24} ч`;
  const rest = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return hours ? `${hours}:${rest.join(":")}` : rest.join(":");
}

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
    this.textContent = inWords(Math.max(0, Math.floor(span / 1000)));
    this.toggleAttribute("over", Boolean(until) && now >= until);
    this.toggleAttribute("late", Boolean(until) && now - until >= LATE_MS);
  }
}

customElements.define("time-since", TimeSince);
