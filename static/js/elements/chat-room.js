// <chat-room data-dialog data-state>: one dialog on the page. Joins the connection (lib/chat-talk.js) with the list, the field and
// the part below, which is fetched again when the state changes. Counts what nobody has seen: the title and the panel's button say it.
import { joinTalk, partTalk } from "../lib/chat-talk.js";
import { ring } from "../lib/chime.js";

const TYPING_FOR_MS = 5000;
const OVER = new Set(["wrap_up", "ended"]);
const SOUND = "chat-sound"; // off until it is switched on
// Where one goes on after a step: the code to type, what was told, the next part, the field.
const NEXT = "[name=code], .notice[tabindex], section[tabindex], #chat-text";

class ChatRoom extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("chat-list");
    this.title = document.title;
    this.unread = 0;
    this.seen = 0;
    joinTalk(this);
    this.addEventListener("click", ({ target }) => target.closest("[data-chat-sound]") && this.switchSound());
    this.addEventListener("htmx:beforeSwap", (event) => this.before(event));
    this.addEventListener("htmx:afterSettle", () => this.settled());
    this.showSound();
  }

  disconnectedCallback() {
    partTalk(this);
  }

  /** The part below is drawn anew: who was in it goes on from what comes next. The same place in the queue is not said again. */
  before({ detail }) {
    const { target, xhr, requestConfig } = detail;
    if (target.id === "chat-foot") {
      this.was = target.contains(document.activeElement) ? document.activeElement.localName : "";
      // The operator writes the talk up: whoever is giving their mark meanwhile loses neither it nor their place.
      if (this.was && OVER.has(target.dataset.state) && requestConfig.verb === "get") detail.shouldSwap = false;
    }
    if (target.id !== "chat-place") return;
    const fresh = new DOMParser().parseFromString(xhr.responseText, "text/html").getElementById("chat-place");
    if (fresh?.textContent.trim() === target.textContent.trim()) detail.shouldSwap = false;
  }

  settled() {
    this.showSound();
    if (!this.was) return;
    const foot = this.querySelector("#chat-foot");
    const next = (this.was === "textarea" && foot.querySelector("#chat-text")) || foot.querySelector(NEXT);
    this.was = "";
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  }

  send({ text, files, faces, quote }) {
    const cid = this.link.send({ text, files, quote });
    this.list.show(this.list.log.wait({ cid, text, quote, files: faces }));
  }

  heard(row) {
    const { log } = this.list;
    const isNew = row.seq > log.lastSeq;
    this.list.show(log.take(row));
    if (row.side !== "citizen") this.querySelector("[data-chat-typing]").textContent = "";
    if (row.side === "citizen" || !isNew || !row.text) return;
    if (localStorage.getItem(SOUND)) ring();
    if (document.hidden) this.count(this.unread + 1);
    else this.onSight();
  }

  act({ act, row }) {
    if (act === "again") this.link.again(row.cid);
    else if (act === "delete") this.link.remove(row.seq);
    else this.querySelector("chat-composer")?.speakOf(act, row);
  }

  switchSound() {
    if (localStorage.getItem(SOUND)) localStorage.removeItem(SOUND);
    else localStorage.setItem(SOUND, "on");
    this.showSound();
  }

  showSound() {
    const button = this.querySelector("[data-chat-sound]");
    if (button) button.hidden = false;
    button?.setAttribute("aria-pressed", String(Boolean(localStorage.getItem(SOUND))));
  }

  sawAll() {
    const { lastSeq } = this.list.log;
    if (document.hidden || lastSeq <= this.seen) return;
    this.seen = lastSeq;
    this.link.seen(lastSeq);
    this.count(0);
  }

  count(unread) {
    this.unread = unread;
    document.title = unread ? `(${unread}) ${this.title}` : this.title;
    this.dispatchEvent(new CustomEvent("chat:unread", { detail: unread, bubbles: true }));
  }

  stands({ state, operator }) {
    const foot = this.querySelector("#chat-foot");
    const words = { waiting: "Ждём специалиста", active: `${operator || "Специалист"} отвечает вам`, wrap_up: "Разговор окончен", ended: "Разговор окончен" }[state];
    if (words) this.querySelector(".chat-head__subtitle").textContent = words;
    if (foot && foot.dataset.state !== state) foot.dispatchEvent(new CustomEvent("chat:state"));
  }

  typing() {
    const place = this.querySelector("[data-chat-typing]");
    if (!place.textContent) place.textContent = "Специалист печатает…";
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (place.textContent = ""), TYPING_FOR_MS);
  }

  connected(state) {
    this.querySelector("[data-chat-offline]").hidden = state !== "offline";
  }
}

customElements.define("chat-room", ChatRoom);
