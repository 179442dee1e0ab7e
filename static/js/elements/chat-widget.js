// <chat-widget page="/chat/?site=self">: the round button of every page and its panel. The chat is loaded at the first press.
class ChatWidget extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("a");
    this.badge = this.querySelector("[data-unread]");
    this.button.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || matchMedia("(max-width: 40rem)").matches) return;
      event.preventDefault();
      this.toggle();
    });
    addEventListener("message", (event) => event.origin === location.origin && event.source === this.frame?.contentWindow && this.heard(event.data));
    if (sessionStorage.getItem("chat-open")) this.toggle(true, { isPressed: false });
  }

  /** Opened again on the next page, it takes nobody's focus. */
  toggle(open = !this.panel || this.panel.hidden, { isPressed = true } = {}) {
    this.panel ??= this.make();
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) sessionStorage.setItem("chat-open", "1");
    else sessionStorage.removeItem("chat-open");
    if (!isPressed) return;
    if (open) this.frame.focus();
    else this.button.focus();
  }

  make() {
    const panel = document.createElement("div");
    Object.assign(panel, { className: "chat-panel", id: "chat-panel" });
    this.frame = document.createElement("iframe");
    Object.assign(this.frame, { className: "chat-panel__frame", title: "Онлайн-чат", src: this.getAttribute("page") });
    this.frame.allow = "microphone; autoplay";
    panel.append(this.frame);
    this.append(panel);
    return panel;
  }

  heard({ chat, number }) {
    if (chat === "close") this.toggle(false);
    if (chat !== "unread") return;
    this.badge.hidden = !number;
    this.badge.textContent = number ? String(number) : "";
  }
}

customElements.define("chat-widget", ChatWidget);
