// <narrow-panes shown="list">: on a narrow screen one of the desk's columns at a time; on a tablet the appeal stays and
// the list and the card of the person take turns beside it.
// Tabs are buttons with data-pane="list", columns are .desk__pane with data-name="list".
class NarrowPanes extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const name = event.target.closest("[data-pane]")?.dataset.pane;
      if (name) this.show(name);
    });
    this.addEventListener("htmx:afterSettle", () => this.show(this.shown));
    this.show(this.getAttribute("shown") || "list");
  }

  show(name) {
    this.shown = name;
    this.dataset.pane = name;
    for (const pane of this.querySelectorAll(".desk__pane")) pane.toggleAttribute("data-shown", pane.dataset.name === name);
    for (const tab of this.querySelectorAll(".desk__pane-tabs [data-pane]")) {
      if (tab.dataset.pane === name) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }
}

customElements.define("narrow-panes", NarrowPanes);
