// Words the server has not stored yet: kept on this device, a record each, so that two tabs never overwrite each other's.
// A record's name puts it in order. Where nothing can be kept they live as long as the page.
const KEPT_MS = 14 * 24 * 3_600_000;
let counter = 0;

export class Unsent {
  constructor(dialog) {
    this.prefix = `chat-unsent:${dialog}:`;
    this.records = new Map(); // cid -> [name, frame], in order
    this.read();
  }

  read() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix));
      for (const name of names.sort()) {
        const { at, frame } = JSON.parse(localStorage.getItem(name));
        if (Date.now() - at < KEPT_MS) this.records.set(frame.cid, [name, frame]);
        else localStorage.removeItem(name);
      }
    } catch {
      // A browser that keeps nothing still sends.
    }
  }

  get frames() {
    return [...this.records.values()].map(([, frame]) => frame);
  }

  get first() {
    return this.frames[0];
  }

  put(frame) {
    counter += 1;
    const name = `${this.prefix}${String(Date.now()).padStart(15, "0")}${String(counter).padStart(6, "0")}`;
    this.records.set(frame.cid, [name, frame]);
    try {
      localStorage.setItem(name, JSON.stringify({ at: Date.now(), frame }));
    } catch {
      // Full or forbidden: see above.
    }
  }

  /** Forget what is stored or refused; returns the frame if it was ours to send. */
  take(cid) {
    const [name, frame] = this.records.get(cid) ?? [];
    if (!frame) return null;
    this.records.delete(cid);
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing was kept.
    }
    return frame;
  }
}
