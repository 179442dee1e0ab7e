// <chat-desk-talk data-dialog data-files>: one dialog on the desk. Joins the connection (lib/chat-talk.js) with the rows and
// the field; the head and the part below are fetched again when the state changes, what is typed stays.
import { joinTalk, partTalk } from "../lib/chat-talk.js";

const TYPING_FOR_MS = 5000;

class ChatDeskTalk extends HTMLElement {
  connectedCallback() {
    customElements.upgrade(this); // brought by a swap, the list inside comes later than this
    this.list = this.querySelector("chat-list");
    this.list.scrollTop = this.list.scrollHeight;
    joinTalk(this);
    // What was still on its way when another dialog was opened has no place here any more.
    this.addEventListener("htmx:beforeSwap", (event) => this.isConnected || (event.detail.shouldSwap = false));
    // The part below is brought with the head: words being typed are not thrown away for the same state.
    this.addEventListener("htmx:oobBeforeSwap", (event) => this.keepTyped(event));
    this.addEventListener("htmx:oobAfterSwap", () => this.footIsNew && this.refocus());
    this.addEventListener("htmx:afterSettle", () => document.activeElement === document.body && this.refocus());
    // While a press of a button is on its way nobody types into what is about to change.
    this.addEventListener("submit", ({ target }) => target.closest("#chat-state") && this.hold(true));
    for (const name of ["htmx:responseError", "htmx:sendError"]) this.addEventListener(name, () => this.hold(false));
    // A dialog that is still to be taken is taken by a key: the field of a note would swallow it.
    if (this.querySelector("[data-mode=reply]")) this.querySelector("textarea")?.focus();
  }

  /** What had the focus is drawn anew: it goes on from what comes next, never from the top of the page. */
  refocus() {
    const next = this.querySelector("#chat-foot textarea") ?? this.querySelector("#chat-foot :is(button, a)") ?? this.list;
    if (!document.querySelector("dialog[open]")) next.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    partTalk(this);
    clearTimeout(this.typingTimer);
  }

  send({ text, files, faces, quote, inner, articles }) {
    const cid = this.link.send({ text, files, quote, inner, articles });
    this.list.show(this.list.log.wait({ cid, text, quote, files: faces, inner, kind: inner ? "note" : "text" }));
    if (!inner) this.tellList();
  }

  heard(row) {
    const { log } = this.list;
    const isNew = row.seq > log.lastSeq;
    this.list.show(log.take(row));
    if (row.side === "citizen") this.querySelector("[data-chat-typing]").textContent = "";
    if (!isNew) return;
    if (row.side === "citizen") this.onSight();
    this.tellList();
  }

  /** The list of chats counts anew; a burst of rows asks once. */
  tellList() {
    clearTimeout(this.newsTimer);
    this.newsTimer = setTimeout(() => document.body.dispatchEvent(new CustomEvent("chat:news")), 700);
  }

  act({ act, row }) {
    if (act === "again") this.link.again(row.cid);
    else if (act === "delete") this.link.remove(row.seq);
    else this.querySelector("chat-desk-composer")?.speakOf(act, row);
  }

  sawAll() {
    const { lastSeq } = this.list.log;
    if (document.hidden || lastSeq <= (this.seen ?? 0)) return;
    this.seen = lastSeq;
    this.link.seen(lastSeq);
  }

  stands({ state }) {
    if (this.querySelector("#chat-foot")?.dataset.state !== state) this.dispatchEvent(new CustomEvent("chat:state"));
  }

  keepTyped(event) {
    const { target, fragment } = event.detail;
    if (target?.id !== "chat-foot") return;
    const fresh = fragment?.querySelector?.("#chat-foot") ?? fragment?.firstElementChild;
    // Told after a part that was kept as well: who has left the field meanwhile is not called back to it.
    this.footIsNew = fresh?.dataset?.state !== target.dataset.state;
    event.detail.shouldSwap = this.footIsNew;
    this.hold(false);
  }

  hold(isHeld) {
    const foot = this.querySelector("#chat-foot");
    if (foot) foot.inert = isHeld;
  }

  typing() {
    const place = this.querySelector("[data-chat-typing]");
    if (!place.textContent) place.textContent = "Гражданин печатает…";
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (place.textContent = ""), TYPING_FOR_MS);
  }

  connected(state) {
    this.querySelector("[data-chat-offline]").hidden = state !== "offline";
  }
}

customElements.define("chat-desk-talk", ChatDeskTalk);
