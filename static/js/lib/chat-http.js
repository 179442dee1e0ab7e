// The chat without a socket: asks for rows every few seconds and posts words (W-20). Frames in, frames out, as over the socket.
const EVERY_MS = 3_000;
const POSTED = new Set(["send", "edit", "delete", "got", "seen"]);

export class HttpTwin {
  /** `dialogs` are the links by id; `told` hears after each round whether the server answered. */
  constructor(dialogs, told) {
    Object.assign(this, { dialogs, told });
  }

  get isOn() {
    return Boolean(this.timer);
  }

  start() {
    if (this.isOn) return;
    this.timer = setInterval(() => this.round(), EVERY_MS);
    this.round();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }

  async round() {
    const answers = await Promise.all([...this.dialogs].map(([id, link]) => this.look(id, link)));
    if (this.isOn && answers.length) this.told(answers.some(Boolean));
  }

  async look(id, link) {
    const answer = await this.ask(`${place(id)}?after=${link.after}`);
    if (!answer?.rows) return false;
    answer.rows.forEach((row) => link.hear({ op: "row", dialog: id, row }));
    link.hear({ ...answer, op: "opened" });
    if (!link.outbox.onItsWay) link.outbox.next();
    return true;
  }

  /** Post a frame; what cannot go without a socket (typing, signals) does not. */
  say(frame) {
    if (!POSTED.has(frame.op)) return false;
    const { dialog, ...rest } = frame;
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    this.ask(place(dialog), { method: "POST", headers, body: JSON.stringify(rest) }).then((answer) => {
      if (answer?.op) this.dialogs.get(dialog)?.hear(answer);
    });
    return true;
  }

  async ask(address, options = {}) {
    try {
      const response = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
      return await response.json();
    } catch {
      return null;
    }
  }
}

const place = (id) => `/chat/${id}/rows/`;
