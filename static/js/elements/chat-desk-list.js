// <chat-desk-list>: my dialogs, rows marked data-dialog. Listens to those that are not open, so that a new word is counted at once;
// the server's list, fetched a moment later, says the same and keeps it true.
import { linkOf } from "../lib/chat-link.js";
import { chime } from "../lib/chime.js";

class ChatDeskList extends HTMLElement {
  connectedCallback() {
    const open = document.querySelector("chat-desk-talk")?.dataset.dialog;
    this.stops = [...this.querySelectorAll("[data-dialog]")]
      .filter((row) => row.dataset.dialog !== open)
      .flatMap((row) => this.watched(row));
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
    clearTimeout(this.timer);
  }

  watched(row) {
    const link = linkOf(row.dataset.dialog);
    const since = Date.now();
    return [
      link.on("row", (said) => {
        if (said.side !== "citizen" || new Date(said.at) < since) return;
        row.classList.add("chat-desk__row--unread");
        row.querySelector(".chat-desk__last").textContent = said.text || "Файл";
        chime();
        this.later();
      }),
      link.on("state", () => this.later()),
    ];
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => document.body.dispatchEvent(new CustomEvent("chat:news")), 700);
  }
}

customElements.define("chat-desk-list", ChatDeskList);
