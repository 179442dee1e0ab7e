// <chat-frame parents="https://…">: the chat inside a panel. Tells the page around it, by its exact origin, what the button shows;
// asks it to close. `self` is our own page.
class ChatFrame extends HTMLElement {
  connectedCallback() {
    if (window.parent === window) return;
    const close = this.querySelector("[data-chat-close]");
    close.hidden = false;
    close.addEventListener("click", () => this.tell({ chat: "close" }));
    document.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.tell({ chat: "close" }));
    document.addEventListener("chat:unread", ({ detail }) => this.tell({ chat: "unread", number: detail }));
    this.tell({ chat: "ready" });
  }

  tell(message) {
    const parents = this.getAttribute("parents");
    const known = parents === "self" ? [location.origin] : parents.split(" ");
    const around = location.ancestorOrigins?.[0];
    for (const origin of known) if (!around || around === origin) window.parent.postMessage(message, origin);
  }
}

customElements.define("chat-frame", ChatFrame);
