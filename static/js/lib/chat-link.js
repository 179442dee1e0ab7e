// linkOf(dialog): one dialog's rows and words over the page's one socket, or over HTTP where sockets are blocked. API:
//   on(event, callback) → stop. Whoever comes later is told what is known. Events and what they bring:
//     "row" a row's face (docs/chat.md), each once, in order · "queued" words of before that are on their way ({cid, text, quote, files})
//     "ack" {cid, seq, id, at} · "refused" {cid, words} · "marks" · "state" · "typing" {side} · "signal" {call, data}
//     "connection" live | connecting | http (works, a little later) | offline | ended (signed out)
//   send({text, files, quote, inner, articles}) → cid, edit(target, text), remove(target), again(cid) of a refused one,
//   seen(seq), typing(), signal(call, data) → whether it left. «Доставлено» is said by itself.
// Words are kept on this device until stored and sent one after another: in order, and by their `cid` once.
import { Outbox } from "./chat-outbox.js";
import { join, say } from "./chat-socket.js";

const LASTING = new Set(["marks", "state", "connection"]);
const links = new Map();

class Link {
  after = 0;
  got = 0;
  rows = [];
  last = {}; // the last state, marks and connection, for whoever listens later

  constructor(dialog) {
    Object.assign(this, { dialog, listeners: new Map() });
    this.outbox = new Outbox(dialog, (refused) => this.tell("refused", refused));
  }

  on(name, callback) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name).add(callback);
    if (name === "row") this.rows.forEach((row) => callback(row));
    if (name === "queued") this.outbox.waiting.forEach((frame) => callback(frame));
    if (name in this.last) callback(this.last[name]);
    if (!this.isJoined) {
      this.isJoined = true;
      queueMicrotask(() => join(this.dialog, this));
    }
    return () => this.listeners.get(name).delete(callback);
  }

  tell(name, detail) {
    if (LASTING.has(name)) this.last[name] = detail;
    this.listeners.get(name)?.forEach((callback) => callback(detail));
  }

  // --- what the connection does with it
  begin() {
    say({ op: "open", dialog: this.dialog, after: this.after });
    this.outbox.next();
    if (this.saw) say({ op: "seen", dialog: this.dialog, seq: this.saw });
  }

  connection(state) {
    if (this.last.connection !== state) this.tell("connection", state);
  }

  hear(frame) {
    const deeds = {
      row: () => this.row(frame.row),
      opened: () => this.opened(frame),
      ack: () => this.outbox.answered(frame.cid) && this.tell("ack", frame),
      error: () => frame.cid && this.outbox.refused(frame),
      marks: () => this.tell("marks", frame.marks),
      state: () => this.tell("state", frame.state),
    };
    (deeds[frame.op] ?? (() => this.tell(frame.op, frame)))();
  }

  opened({ seq, marks, state }) {
    this.after = Math.max(this.after, seq);
    this.tell("marks", marks);
    this.tell("state", state);
    this.confirm();
  }

  row(row) {
    if (row.seq <= this.after) return;
    this.after = row.seq;
    this.rows.push(row);
    this.tell("row", row);
    this.outbox.answered(row.cid);
    clearTimeout(this.gotTimer);
    this.gotTimer = setTimeout(() => this.confirm(), 100);
  }

  confirm() {
    if (this.after > this.got && say({ op: "got", dialog: this.dialog, seq: this.after })) this.got = this.after;
  }

  // --- what the page does with it
  send = ({ text, files, quote, inner, articles }) => this.outbox.put({ op: "send", text, files, quote, inner, articles });
  edit = (target, text) => this.outbox.put({ op: "edit", target, text });
  remove = (target) => this.outbox.put({ op: "delete", target });
  again = (cid) => this.outbox.again(cid);
  typing = () => say({ op: "typing", dialog: this.dialog });
  signal = (call, data) => say({ op: "signal", dialog: this.dialog, call, data });

  seen(seq) {
    this.saw = seq;
    say({ op: "seen", dialog: this.dialog, seq });
  }
}

/** The one link of a dialog on this page. */
export function linkOf(dialog) {
  if (!links.has(dialog)) links.set(dialog, new Link(dialog));
  return links.get(dialog);
}
