// <composer-tabs class="composer" mode="reply|note">: two forms behind two tabs; the box changes with the mode.
// Tabs are buttons with data-mode, panels are elements with data-panel. The text typed for one never moves to the other.
class ComposerTabs extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const tab = event.target.closest("[data-mode]");
      if (tab) this.choose(tab.dataset.mode, true);
    });
    this.addEventListener("keydown", (event) => this.arrows(event));
    this.choose(this.getAttribute("mode") || "reply", false);
  }

  choose(mode, focus) {
    this.setAttribute("mode", mode);
    for (const tab of this.querySelectorAll("[data-mode]")) {
      const on = tab.dataset.mode === mode;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    for (const panel of this.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== mode;
    if (focus) this.querySelector(`[data-panel="${mode}"] textarea`)?.focus();
  }

  arrows(event) {
    if (!event.target.matches("[data-mode]") || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const tabs = [...this.querySelectorAll("[data-mode]")];
    const step = event.key === "ArrowRight" ? 1 : -1;
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    this.choose(next.dataset.mode, false);
    next.focus();
  }
}

customElements.define("composer-tabs", ComposerTabs);
