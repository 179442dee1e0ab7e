// <wall-hands>: forms of a card that answer with a toast. Done, the card closes and the figures are fetched at once.
class WallHands extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:afterRequest", (event) => this.ended(event));
  }

  ended({ detail }) {
    if (detail.requestConfig.verb !== "post" || !detail.successful) return;
    if (!this.closest("dialog")) {
      location.reload();
      return;
    }
    document.dispatchEvent(new CustomEvent("moved"));
    document.querySelector("live-updates[hx-target='#wall-live']")?.dispatchEvent(new CustomEvent("poke"));
  }
}

customElements.define("wall-hands", WallHands);
