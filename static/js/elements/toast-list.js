// <toast-list>: short messages. The server sends one by the HX-Trigger event
// "toast": {text, tone, action: {label, url}, link: {label, url}}; the action is POSTed, as «Отменить» is,
// the link is followed.
import { icon } from "../lib/icon.js";

const STAYS_MS = 10_000;

class ToastList extends HTMLElement {
  connectedCallback() {
    document.addEventListener("toast", this);
    this.addEventListener("click", (event) => {
      if (event.target.closest(".toast__close")) event.target.closest(".toast").remove();
    });
    for (const drawn of this.querySelectorAll(".toast")) this.leave(drawn);
  }

  disconnectedCallback() {
    document.removeEventListener("toast", this);
  }

  handleEvent(event) {
    this.show(event.detail);
  }

  show({ text, tone = "info", action, link }) {
    const same = [...this.children].find((shown) => shown.querySelector(".toast__text").textContent === text);
    same?.remove();
    const box = document.createElement("div");
    box.className = `toast toast--${tone}`;
    box.setAttribute("role", tone === "danger" ? "alert" : "status");
    const words = document.createElement("span");
    words.className = "toast__text";
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast__close";
    close.setAttribute("aria-label", "Закрыть");
    close.append(icon("x"));
    box.append(icon(`tone-${tone}`, "medium"), words);
    if (action) box.append(this.doer(action, box));
    if (link) box.append(this.leader(link));
    box.append(close);
    this.append(box);
    this.leave(box);
  }

  doer({ label, url }, box) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.remove();
      globalThis.htmx.ajax("POST", url, { source: this, swap: "none" });
    });
    return button;
  }

  leader({ label, url }) {
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.textContent = label;
    return anchor;
  }

  leave(box) {
    if (!box.classList.contains("toast--danger")) setTimeout(() => box.remove(), STAYS_MS);
  }
}

export function toast(text, tone) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));
}

customElements.define("toast-list", ToastList);
