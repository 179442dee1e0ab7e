// Words of one dialog on their way: one after another, so in order; said again until answered, stored once by their `cid`.
import { say } from "./chat-socket.js";
import { Unsent } from "./chat-unsent.js";

const WORDS = {
  wrong_state: "Разговор уже окончен. Начните новый.",
  too_late: "Изменить сообщение можно только в течение минуты.",
  forbidden: "Сейчас писать сюда нельзя.",
};
const REFUSED = "Не отправлено. Попробуйте ещё раз.";
const PASSES = new Set(["rate_limited", "unavailable"]);
const ANSWERS_MS = 10_000;

export class Outbox {
  onItsWay = null;
  failed = new Map();

  /** `told` hears of what was refused: {cid, words}. */
  constructor(dialog, told) {
    Object.assign(this, { dialog, told, unsent: new Unsent(dialog) });
  }

  get waiting() {
    return this.unsent.frames.filter(({ op }) => op === "send");
  }

  /** There is a connection again, or a moment has passed: say the first. */
  next(waitMs = 0) {
    clearTimeout(this.timer);
    this.onItsWay = null;
    this.timer = setTimeout(() => this.leave(), waitMs);
  }

  leave() {
    const frame = this.unsent.first;
    if (!frame || !say(frame)) return;
    this.onItsWay = frame.cid;
    this.timer = setTimeout(() => this.next(), ANSWERS_MS);
  }

  put(frame) {
    const whole = { dialog: this.dialog, cid: crypto.randomUUID(), ...frame };
    this.unsent.put(whole);
    if (!this.onItsWay) this.next();
    return whole.cid;
  }

  again(cid) {
    if (this.failed.has(cid)) this.put(this.failed.get(cid));
    this.failed.delete(cid);
  }

  /** The server has it: by an answer, or as a row. */
  answered(cid) {
    const frame = this.unsent.take(cid);
    if (frame && (!this.onItsWay || this.onItsWay === cid)) this.next();
    return frame;
  }

  refused({ cid, code, message, retry_after: wait = 1 }) {
    if (PASSES.has(code)) {
      if (this.onItsWay === cid) this.next(wait * 1000);
      return;
    }
    const frame = this.answered(cid);
    if (!frame) return;
    this.failed.set(cid, frame);
    this.told({ cid, words: message || WORDS[code] || REFUSED });
  }
}
