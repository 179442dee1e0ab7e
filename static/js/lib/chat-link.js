// linkOf(dialog): a dialog's rows and words over the page's socket. on("row" | "queued" | "ack" | "refused" | "marks" | "state" | "typing" |
// "signal" | "connection", …) returns what stops it. Words not yet stored are kept on this device and sent again, in order, once:
// the server knows them by their `cid`.
import { join, say } from "./chat-socket.js";

const WORDS = {
  rate_limited: "Слишком часто. Подождите немного и отправьте ещё раз.",
  wrong_state: "Разговор уже окончен. Начните новый.",
  too_late: "Изменить сообщение можно только в течение минуты.",
};
const REFUSED = "Не отправлено. Попробуйте ещё раз.";
const PASSES = new Set(["rate_limited", "unavailable"]);
const LASTING = new Set(["marks", "state", "connection"]);
const links = new Map();

class Link {
  after = 0;
  got = 0;
  known = {}; // the last state and marks, for whoever listens later
  rows = [];
  last = {};

  constructor(dialog) {
    Object.assign(this, { dialog, listeners: new Map(), key: `chat-unsent:${dialog}` });
    this.unsent = JSON.parse(localStorage.getItem(this.key) ?? "[]");
  }

  on(name, callback) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name).add(callback);
    // Whoever comes later, a dialog opened once more without a reload, hears what is known.
    if (name === "row") this.rows.forEach(callback);
    if (name in this.last) callback(this.last[name]);
    if (name === "queued") this.unsent.filter((frame) => frame.op === "send").forEach(callback);
    if (name in this.known) callback(this.known[name]);
    if (!this.isJoined) {
      this.isJoined = true;
      queueMicrotask(() => join(this.dialog, this));
    }
    return () => this.listeners.get(name).delete(callback);
  }

  tell(name, detail) {
    if (name === "state" || name === "marks") this.known[name] = detail;
    if (LASTING.has(name)) this.last[name] = detail;
    this.listeners.get(name)?.forEach((callback) => callback(detail));
  }

  // --- what the socket does with it
  begin() {
    say({ op: "open", dialog: this.dialog, after: this.after });
    this.unsent.forEach((frame) => say(frame));
    if (this.saw) say({ op: "seen", dialog: this.dialog, seq: this.saw });
    this.connection("live");
  }

  connection(state) {
    this.tell("connection", state);
  }

  hear(frame) {
    if (frame.op === "row") this.row(frame.row);
    else if (frame.op === "opened") {
      this.after = Math.max(this.after, frame.seq);
      this.tell("marks", frame.marks);
      this.tell("state", frame.state);
      this.confirm();
    } else if (frame.op === "ack") this.acked(frame);
    else if (frame.op === "error" && frame.cid) this.refused(frame);
    else if (frame.op === "marks") this.tell("marks", frame.marks ?? frame);
    else if (frame.op === "state") this.tell("state", frame.state);
    else this.tell(frame.op, frame);
  }

  row(row) {
    if (row.seq > this.after) this.rows.push(row);
    this.after = Math.max(this.after, row.seq);
    this.drop(row.cid);
    this.tell("row", row);
    clearTimeout(this.gotTimer);
    this.gotTimer = setTimeout(() => this.confirm(), 100);
  }

  confirm() {
    if (this.after > this.got && say({ op: "got", dialog: this.dialog, seq: this.after })) this.got = this.after;
  }

  acked(frame) {
    if (this.drop(frame.cid)) this.tell("ack", frame);
  }

  refused({ cid, code, message, retry_after: wait = 1 }) {
    const frame = this.unsent.find((one) => one.cid === cid);
    if (!frame) return;
    if (PASSES.has(code)) {
      setTimeout(() => this.unsent.includes(frame) && say(frame), wait * 1000);
      return;
    }
    this.drop(cid);
    this.failed = { ...this.failed, [cid]: frame };
    this.tell("refused", { cid, words: message || WORDS[code] || REFUSED });
  }

  // --- what the page does with it
  put(frame) {
    this.unsent.push(frame);
    this.keep();
    say(frame);
    return frame.cid;
  }

  drop(cid) {
    const before = this.unsent.length;
    this.unsent = this.unsent.filter((frame) => frame.cid !== cid);
    this.keep();
    return this.unsent.length < before;
  }

  keep() {
    if (this.unsent.length) localStorage.setItem(this.key, JSON.stringify(this.unsent));
    else localStorage.removeItem(this.key);
  }

  send({ text, files, quote, inner }) {
    return this.put({ op: "send", dialog: this.dialog, cid: crypto.randomUUID(), text, files, quote, inner });
  }

  edit(target, text) {
    return this.put({ op: "edit", dialog: this.dialog, cid: crypto.randomUUID(), target, text });
  }

  remove(target) {
    return this.put({ op: "delete", dialog: this.dialog, cid: crypto.randomUUID(), target });
  }

  again(cid) {
    if (this.failed?.[cid]) this.put(this.failed[cid]);
  }

  seen(seq) {
    this.saw = seq;
    say({ op: "seen", dialog: this.dialog, seq });
  }

  typing() {
    say({ op: "typing", dialog: this.dialog });
  }

  signal(call, data) {
    return say({ op: "signal", dialog: this.dialog, call, data });
  }
}

/** The one link of a dialog on this page. */
export function linkOf(dialog) {
  if (!links.has(dialog)) links.set(dialog, new Link(dialog));
  return links.get(dialog);
}
