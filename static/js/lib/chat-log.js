// The rows of one dialog as they read now. Pure: no page. Edits and deletions stand in the places of what they change;
// words on their way have no number yet and stay at the end.
import { ours } from "./chat-side.js";

export class ChatLog {
  rows = new Map();
  later = new Map();

  /** Take a row of the server; returns the row to draw again, or null. */
  take(face) {
    if (face.kind === "edit" || face.kind === "delete") return this.change(face);
    const waiting = this.rows.get(face.cid);
    const row = { ...waiting, ...face, isWaiting: false, problem: "" };
    this.rows.set(face.cid, row);
    const change = this.later.get(face.seq);
    if (change) {
      this.later.delete(face.seq);
      return this.change(change);
    }
    return row;
  }

  change(face) {
    const row = this.bySeq(face.target);
    if (!row) {
      this.later.set(face.target, face);
      return null;
    }
    if (face.kind === "delete") Object.assign(row, { deleted: true, text: "", files: [] });
    else Object.assign(row, { text: face.text, isEdited: true });
    return row;
  }

  /** Words just typed here. */
  wait(words) {
    const row = { kind: "text", side: ours(), who: "", at: new Date().toISOString(), isWaiting: true, ...words };
    this.rows.set(row.cid, row);
    return row;
  }

  acked({ cid, seq, at }) {
    const row = this.rows.get(cid);
    return row && Object.assign(row, { seq, at: at ?? row.at, isWaiting: false, problem: "" });
  }

  refused(cid, problem) {
    const row = this.rows.get(cid);
    return row && Object.assign(row, { isWaiting: false, problem });
  }

  bySeq(seq) {
    for (const row of this.rows.values()) if (row.seq === seq) return row;
    return null;
  }

  get lastSeq() {
    return Math.max(0, ...[...this.rows.values()].map((row) => row.seq ?? 0));
  }

  /** Rows in the order they are shown. */
  inOrder() {
    return [...this.rows.values()].sort((one, other) => (one.seq ?? Infinity) - (other.seq ?? Infinity) || 0);
  }
}
