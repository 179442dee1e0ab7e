// <hotkey-help>: the list of keys behind `?`, read from the page as it is at that moment.
import { declaredKeys } from "../lib/hotkeys.js";

const NAMES = { "ctrl+enter": "Ctrl + Enter", "ctrl+shift+enter": "Ctrl + Shift + Enter", escape: "Esc", arrowdown: "↓", arrowup: "↑" };

class HotkeyHelp extends HTMLElement {
  connectedCallback() {
    this.dialog = document.createElement("dialog");
    this.dialog.id = "hotkeys";
    this.dialog.className = "dialog";
    this.dialog.setAttribute("aria-labelledby", "hotkeys-title");
    const frame = `
      <div class="dialog__head"><h2 id="hotkeys-title">Клавиши</h2>
        <button type="button" class="button button--quiet button--small" data-closes>Закрыть</button></div>
      <div class="dialog__body"><dl class="key-list"></dl>
        <p class="small muted">Буквы работают в любой раскладке, пока курсор не в поле ввода.</p></div>`;
    this.dialog.append(...new DOMParser().parseFromString(frame, "text/html").body.children);
    this.append(this.dialog);
    new MutationObserver(() => this.dialog.open && this.fill()).observe(this.dialog, { attributeFilter: ["open"] });
    this.open = () => this.dialog.open || this.dialog.showModal();
    document.addEventListener("hotkeys:help", this.open);
  }

  disconnectedCallback() {
    document.removeEventListener("hotkeys:help", this.open);
  }

  fill() {
    const list = this.querySelector("dl");
    list.replaceChildren();
    for (const [key, label] of [...declaredKeys(), ["?", "Этот список"], ["escape", "Закрыть окно или меню"]]) {
      const term = document.createElement("dt");
      const cap = term.appendChild(document.createElement("kbd"));
      cap.textContent = NAMES[key] ?? key.toUpperCase();
      const meaning = document.createElement("dd");
      meaning.textContent = label;
      list.append(term, meaning);
    }
  }
}

customElements.define("hotkey-help", HotkeyHelp);
