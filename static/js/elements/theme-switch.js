// <theme-switch>: light, dark or the system's; large type and high contrast. Kept in cookies: the server writes <html>.
const YEAR_S = 365 * 24 * 3600;

function keep(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${value ? YEAR_S : 0}; SameSite=Lax${secure}`;
}

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.show();
  }

  handleEvent(event) {
    const theme = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
    const root = document.documentElement;
    if (theme === "system") delete root.dataset.theme;
    else if (theme) root.dataset.theme = theme;
    if (theme) keep("theme", theme === "system" ? "" : theme);
    if (event.target.closest("[data-vision-choice]")) {
      const low = root.dataset.vision !== "low";
      if (low) root.dataset.vision = "low";
      else delete root.dataset.vision;
      keep("vision", low ? "low" : "");
    }
    this.show();
    document.dispatchEvent(new CustomEvent("theme:changed"));
  }

  show() {
    const { theme = "system", vision } = document.documentElement.dataset;
    for (const button of this.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
    this.querySelector("[data-vision-choice]")?.setAttribute("aria-pressed", String(vision === "low"));
  }
}

customElements.define("theme-switch", ThemeSwitch);
