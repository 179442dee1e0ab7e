// <chat-list>: the rows of a dialog, newest at the bottom; keys walk over them (lib/chat-keys.js). It is drawn again and again, so it
// is no live region: arrivals are read out by lib/chat-teller.js. Says chat:act (quote, edit, delete, again) and chat:seen; the page's own rows are replaced by the first ones drawn.
import { walkRows } from "../lib/chat-keys.js";
import { ChatLog } from "../lib/chat-log.js";
import { drawn, stateMark } from "../lib/chat-row.js";
import { ours } from "../lib/chat-side.js";
import { make } from "../lib/make.js";

const NEAR_PX = 80;
const days = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: "Europe/Moscow" });

class ChatList extends HTMLElement {
  log = new ChatLog();
  marks = {};
  places = new Map();

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]");
      if (act) this.say("chat:act", { act: act.dataset.act, row: this.log.rows.get(act.closest("[data-cid]").dataset.cid) });
    });
    walkRows(this);
    this.wasNear = true;
    this.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.scrollTop = this.scrollHeight;
    // What stands below changes its height: whoever was at the end stays there.
    this.resized = new ResizeObserver(() => this.wasNear && (this.scrollTop = this.scrollHeight));
    this.resized.observe(this);
  }

  disconnectedCallback() {
    this.resized.disconnect();
  }

  scrolled() {
    this.wasNear = this.isNear();
    if (this.wasNear) this.say("chat:seen", {});
  }

  say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** Draw what came; `row` null means that nothing visible changed. */
  show(row) {
    if (!row || (row.kind === "event" && !row.text)) return;
    const stay = !this.isNear() && row.side !== ours();
    if (!this.places.size) this.replaceChildren();
    const element = drawn(row, { marks: this.marks, quoted: row.quote ? this.log.bySeq(row.quote) : null });
    element.dataset.cid = row.cid;
    const before = this.places.get(row.cid);
    const wasIn = before?.contains(document.activeElement);
    if (before && this.isInPlace(before, row)) {
      element.dataset.on = before.dataset.on;
      before.replaceWith(element);
    } else {
      before?.remove();
      this.places.delete(row.cid);
      this.put(element, row);
    }
    this.places.set(row.cid, element);
    if (wasIn) element.focus({ preventScroll: true });
    if (!stay) this.toEnd();
  }

  isInPlace(element, row) {
    const after = element.nextElementSibling?.closest("[data-cid]");
    const next = after && this.log.rows.get(after.dataset.cid);
    return !next || !row.seq || (next.seq ?? Infinity) > row.seq;
  }

  put(element, row) {
    const later = this.log.inOrder().find((other) => (other.seq ?? Infinity) > (row.seq ?? Infinity) && this.places.has(other.cid));
    element.dataset.on = days.format(new Date(row.at));
    this.insertBefore(element, later ? this.places.get(later.cid) : null);
    if (later) this.separateAnew();
    else this.separate(element, element.previousElementSibling?.dataset.on);
  }

  separate(element, dayBefore) {
    const day = element.dataset.on;
    if (dayBefore === day) return;
    const separator = make("div", "chat-day");
    separator.append(make("span", "", day));
    this.insertBefore(separator, element);
  }

  /** What came late stands among others: days are drawn again. */
  separateAnew() {
    let dayBefore = "";
    this.querySelectorAll(".chat-day").forEach((separator) => separator.remove());
    for (const element of [...this.children]) {
      this.separate(element, dayBefore);
      dayBefore = element.dataset.on;
    }
  }

  mark(marks) {
    this.marks = marks ?? this.marks;
    for (const [cid, element] of this.places) {
      const row = this.log.rows.get(cid);
      const old = element.querySelector(".chat-row__state");
      if (old && row) old.replaceWith(stateMark(row, this.marks));
    }
  }

  isNear() {
    return this.scrollHeight - this.scrollTop - this.clientHeight < NEAR_PX;
  }

  toEnd() {
    this.scrollTop = this.scrollHeight;
    this.say("chat:seen", {});
  }
}

customElements.define("chat-list", ChatList);
