// <live-updates topics="ticket:… team:…" hx-get="…" hx-trigger="poke" hx-target="…">: poke, then fetch.
// A burst of pokes makes one event at once and one more a second later; a hidden page catches up when it is seen.
import { listen } from "../lib/live-socket.js";

const PAUSE_MS = 1_000;

class LiveUpdates extends HTMLElement {
  connectedCallback() {
    const topics = (this.getAttribute("topics") ?? "").split(/\s+/).filter(Boolean);
    this.stops = topics.map((topic) => listen(topic, () => this.poke()));
    this.seen = () => !document.hidden && this.missed && this.poke();
    document.addEventListener("visibilitychange", this.seen);
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  poke() {
    if (document.hidden || this.timer) {
      this.missed = true;
      return;
    }
    this.missed = false;
    this.dispatchEvent(new CustomEvent("poke"));
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.missed) this.poke();
    }, PAUSE_MS);
  }
}

customElements.define("live-updates", LiveUpdates);
