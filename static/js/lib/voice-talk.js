// A voice call as one page lives it, from the press of a button to its end: what a person does and what becomes of the sound.
import { microphone, permission, unable, whyNot } from "./voice-devices.js";
import { VoiceSound } from "./voice-sound.js";
import { VoiceStand } from "./voice-stand.js";
import { endWords } from "./voice-words.js";

export class VoiceTalk extends VoiceStand {
  constructor({ ice, signal, relayOnly, ...stand }) {
    super(stand);
    Object.assign(this, { ice, signal, relayOnly });
  }

  /** Ring; who was never asked for the microphone is told first what for. */
  async begin() {
    if (unable()) this.turn("over", unable());
    else if ((await permission()) === "prompt") this.turn("explain");
    else await this.act("ring");
  }

  /** Ring or answer with the microphone in hand; without `name` go on with a call of another tab. */
  async act(name) {
    const before = this.phase;
    this.turn("asking");
    try {
      this.stream = await microphone();
      if (name) this.call = await this.door(name, this.call?.id);
    } catch (error) {
      const words = error.refusal ?? whyNot(error);
      // Who is rung may give the microphone and answer yet.
      if (before === "ringing" && !error.refusal) return this.turn("ringing", words);
      this.drop();
      return this.turn("over", words);
    }
    this.keep();
    if (this.call.state === "talking") await this.speak();
    else this.turn("calling");
  }

  /** Turn down or hang up. Without an answer of the server the page is silent all the same. */
  async stop(name) {
    const id = this.call?.id;
    this.drop();
    this.turn("idle");
    if (id) await this.door(name, id).catch(() => {});
  }

  /** Connect the sound; after a reload the microphone is asked for again. */
  async speak() {
    this.turn("connecting");
    const sound = (this.sound = this.newSound(this.call.id));
    try {
      this.stream ??= await microphone();
    } catch (error) {
      return this.fail("microphone", whyNot(error));
    }
    if (sound === this.sound) sound.open(this.stream);
  }

  newSound(id) {
    const send = (data) => this.signal(id, data);
    const report = ({ loss, rtt_ms, jitter_ms }) => this.door("quality", id, { loss, rtt_ms, jitter_ms }).then((call) => this.told(call)).catch(() => {});
    const sound = new VoiceSound({ polite: this.side === "citizen", ice: this.ice, send, report, relayOnly: this.relayOnly });
    sound.addEventListener("state", ({ detail }) => sound === this.sound && this.went(detail));
    for (const name of ["muted", "stream", "quality"]) sound.addEventListener(name, ({ detail }) => this.tell(name, detail));
    return sound;
  }

  hear(id, data) {
    if (id === this.call?.id) this.sound?.hear(data);
  }

  went(state) {
    if (state === "lost") return this.fail("connection");
    if (state === "replaced") this.drop();
    this.turn({ connected: "talking", replaced: "elsewhere" }[state] ?? state);
  }

  async fail(reason, words) {
    const call = await this.door("fail", this.call.id, { reason }).catch(() => ({ state: "failed" }));
    this.drop();
    this.turn("over", words ?? endWords(call, this.side));
  }

  /** The page goes: the other side waits a while for it to come back. */
  away() {
    this.sound?.close();
  }
}
