// <reveal-timer until="…">: counts down to the moment shown data are masked again; then masks them here and fires "over".
// The server says the same by itself: a card fetched later is masked whatever this page shows.
import { unwatch, watch } from "../lib/ticker.js";

class RevealTimer extends HTMLElement {
  connectedCallback() {
    this.until = new Date(this.getAttribute("until"));
    this.place = this.parentElement;
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick(now) {
    const left = Math.max(0, Math.ceil((this.until - now) / 1000));
    const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    for (const shown of this.place.querySelectorAll("[data-left]")) shown.textContent = words;
    if (left === 0) this.close();
  }

  close() {
    unwatch(this);
    for (const value of this.place.querySelectorAll("[data-masked]")) {
      value.textContent = value.dataset.masked;
    }
    this.dispatchEvent(new CustomEvent("over"));
  }
}

customElements.define("reveal-timer", RevealTimer);
