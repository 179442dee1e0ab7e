// <chat-desk-list>: my dialogs, rows marked data-dialog. Listens to those that are not open, so that a new word is counted at once;
// the server's list, fetched a moment later, says the same and keeps it true. Rows don't move away under a pointer that is about to press.
import { linkOf } from "../lib/chat-link.js";
import { chime } from "../lib/chime.js";

const ABOUT_TO_PRESS_MS = 700;
const bare = (html) => html.replaceAll(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
let pointedAt = 0;
let drawn = "";

const news = () => document.body.dispatchEvent(new CustomEvent("chat:news"));

document.addEventListener("pointermove", (event) => {
  if (event.target.closest?.("#chat-list")) pointedAt = performance.now();
}, { passive: true });

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target?.id !== "chat-list") return;
  // A list asked for before another dialog was opened says what is no longer so.
  const asked = new URL(xhr.responseURL).searchParams.get("open") ?? "";
  const open = document.querySelector("chat-desk-talk")?.dataset.dialog ?? "";
  const fresh = bare(xhr.responseText);
  const isPressing = performance.now() - pointedAt < ABOUT_TO_PRESS_MS;
  if (asked !== open || fresh === drawn || isPressing) event.detail.shouldSwap = false;
  if (isPressing) setTimeout(news, ABOUT_TO_PRESS_MS);
  else drawn = fresh;
});

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
    const drawnTo = Number(row.dataset.seq);
    let state = null;
    return [
      link.on("row", (said) => {
        if (said.side !== "citizen" || said.seq <= drawnTo) return;
        row.classList.add("chat-desk__row--unread");
        row.querySelector(".chat-desk__last").textContent = said.text || "Файл";
        chime();
        this.later();
      }),
      link.on("state", (now) => {
        if (state !== null && state !== now.state) this.later();
        ({ state } = now);
      }),
    ];
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(news, ABOUT_TO_PRESS_MS);
  }
}

customElements.define("chat-desk-list", ChatDeskList);
