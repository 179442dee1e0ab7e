// <side-block>: tags, label, pause, watchers of the open appeal. What a poke brings waits while somebody types or chooses here.
const FIELDS = "input:not([type=hidden], [type=checkbox]), select, textarea";

class SideBlock extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:beforeSwap", (event) => this.hold(event));
    this.addEventListener("focusout", () => setTimeout(() => this.catchUp(), 200));
    this.addEventListener("toggle", () => setTimeout(() => this.catchUp(), 200), true);
  }

  isBusy() {
    const field = document.activeElement?.closest("side-block") === this && document.activeElement;
    const isTyping = field && field.matches(FIELDS) && field.value !== field.defaultValue;
    return Boolean(isTyping || this.querySelector("details[open]"));
  }

  hold(event) {
    const asked = event.detail.requestConfig?.triggeringEvent?.type;
    if (event.target !== this || asked !== "poke" || !this.isBusy()) return;
    event.detail.shouldSwap = false;
    this.isStale = true;
  }

  catchUp() {
    if (!this.isStale || this.isBusy() || !this.isConnected) return;
    this.isStale = false;
    this.dispatchEvent(new CustomEvent("side"));
  }
}

customElements.define("side-block", SideBlock);
