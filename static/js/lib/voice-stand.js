// Where a call stands for one page. Tells "phase" when what people see changes: idle, explain, asking, calling, ringing,
// connecting, talking, waiting, elsewhere, over; `said` are words that go with it. The server's record of the call decides.
import { Teller } from "./voice-teller.js";
import { endWords } from "./voice-words.js";

const KEPT = "voice-call";
const LOOK_MS = 4_000;
const UNSETTLED = ["calling", "ringing", "connecting", "waiting"];
const isAlive = (call) => call?.state === "ringing" || call?.state === "talking";

export class VoiceStand extends Teller {
  constructor({ side, door }) {
    super();
    Object.assign(this, { side, door, phase: "idle", said: "", call: null, sound: null });
    this.mine = sessionStorage.getItem(KEPT); // the call this tab was in: it comes back after a reload
  }

  turn(phase, said = "") {
    if (phase === this.phase && said === this.said) return;
    Object.assign(this, { phase, said });
    clearInterval(this.looking);
    // A hint that was lost must not leave anybody ringing.
    if (UNSETTLED.includes(phase)) this.looking = setInterval(() => this.look(), LOOK_MS);
    this.tell("phase");
  }

  get isHere() {
    return this.phase !== "idle" && this.phase !== "over";
  }

  look() {
    return this.door("look", this.call?.id).then((call) => this.told(call)).catch(() => {});
  }

  /** Take what the server says of the call of this dialog; null: there is none now. */
  async told(call) {
    if (!call && this.call && this.isHere) return this.look();
    if (!isAlive(call)) return this.over(call);
    this.call = call;
    if (this.phase === "asking") return;
    if (call.state === "ringing" && call.side !== this.side) this.turn("ringing", this.said);
    else if (this.mine !== call.id) this.turn("elsewhere");
    else if (call.state === "ringing") this.turn("calling");
    else if (!this.sound) await this.speak();
  }

  over(call) {
    const wasHere = this.isHere;
    this.drop();
    if (wasHere && call) this.turn("over", endWords(call, this.side));
  }

  /** This tab is in the call, a reload of it too. */
  keep() {
    this.mine = this.call.id;
    sessionStorage.setItem(KEPT, this.mine);
  }

  /** Leave the call here: the microphone is off, nothing comes back after a reload. */
  drop() {
    this.sound?.close(true);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    Object.assign(this, { sound: null, stream: null, mine: null });
    sessionStorage.removeItem(KEPT);
  }
}
