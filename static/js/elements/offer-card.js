// <offer-card offer="id" left="12.4" whole="15">: seconds left to answer, as words and a bar; a sound when it comes.
// Seconds, not a moment: the clock of this computer may be wrong.
// At the end it leaves and asks the page to fetch again: the offer is somebody else's by then.
// A poke that brings the same cards again changes nothing: an open «Почему мне?» stays open, a screen reader is
// told once, the keyboard's focus is not lost.
import { chime } from "../lib/chime.js";

const bare = (html) => html.replaceAll(/ left="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"/g, "");
let drawn = "";

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "offers") return;
  const fresh = bare(event.detail.xhr.responseText);
  if (fresh === drawn && event.detail.target.querySelector("offer-card")) event.detail.shouldSwap = false;
  drawn = fresh;
});

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
