// <time-since at="…" until="…">: minutes and seconds since a moment; past `until` it says so by colour.
import { unwatch, watch } from "../lib/ticker.js";

class TimeSince extends HTMLElement {
  connectedCallback() {
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick(now) {
    const gone = Math.max(0, Math.floor((now - new Date(this.getAttribute("at"))) / 1000));
    const hours = Math.floor(gone / 3600);
    const rest = [Math.floor(gone / 60) % 60, gone % 60].map((part) => String(part).padStart(2, "0"));
    this.textContent = hours ? `${hours}:${rest.join(":")}` : rest.join(":");
    const until = this.getAttribute("until");
    this.toggleAttribute("over", Boolean(until) && now >= new Date(until));
  }
}

customElements.define("time-since", TimeSince);
