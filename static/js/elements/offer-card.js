// <offer-card offer="id" left="12.4" whole="15">: seconds left to answer, as words and a bar; a sound when it comes.
// Seconds, not a moment: the clock of this computer may be wrong.
// At the end it leaves and asks the page to fetch again: the offer is somebody else's by then.
import { chime } from "../lib/chime.js";

class OfferCard extends HTMLElement {
  connectedCallback() {
    this.until = performance.now() + Number(this.getAttribute("left")) * 1000;
    this.whole = Number(this.getAttribute("whole")) * 1000;
    if (document.body.dataset.chimed !== this.getAttribute("offer")) chime();
    document.body.dataset.chimed = this.getAttribute("offer");
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.max(0, this.until - performance.now());
    this.querySelector("[data-left]").textContent = `${Math.ceil(left / 1000)} с`;
    this.querySelector("[data-bar]").style.inlineSize = `${(left / this.whole) * 100}%`;
    this.toggleAttribute("ending", left < 5_000);
    if (left > 0) return;
    clearInterval(this.timer);
    document.querySelector("#offers-poke")?.dispatchEvent(new CustomEvent("refetch"));
  }
}

customElements.define("offer-card", OfferCard);
