// <macro-palette>: narrows the list of macros while one types; arrows and Enter choose.
class MacroPalette extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("[data-find]");
    this.field.addEventListener("input", () => this.narrow());
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.links()[0]?.click();
    });
    queueMicrotask(() => this.field.focus());
  }

  narrow() {
    const words = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of this.querySelectorAll("[data-words]")) {
      row.hidden = !words.every((word) => row.dataset.words.includes(word));
    }
  }

  links() {
    return [...this.querySelectorAll("[data-words]:not([hidden]) a")];
  }

  pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const links = this.links();
    const at = links.indexOf(document.activeElement) + step;
    if (at < 0) this.field.focus();
    else links[Math.min(at, links.length - 1)]?.focus();
  }
}

customElements.define("macro-palette", MacroPalette);
