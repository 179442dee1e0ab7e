// The sound of a call on this page: the line, what is heard and how well. Tells "state" of the line, "muted",
// "stream" (whose, for level bars), "quality" (good, fair, poor); reports figures every ten seconds.
import { hearBy, microphone } from "./voice-devices.js";
import { VoiceLine } from "./voice-line.js";
import { judged, QualityReader } from "./voice-quality.js";
import { Teller } from "./voice-teller.js";

const READ_MS = 2_000;
const REPORT_EVERY = 5;

export class VoiceSound extends Teller {
  constructor({ report, ...line }) {
    super();
    this.report = report;
    this.audio = Object.assign(new Audio(), { autoplay: true });
    this.line = new VoiceLine(line);
    this.line.addEventListener("state", ({ detail }) => this.tell("state", detail));
    this.line.addEventListener("muted", ({ detail }) => this.tell("muted", detail));
    this.line.addEventListener("sound", ({ detail }) => this.play(detail));
    this.readings = 0;
  }

  open(stream) {
    this.line.open(stream);
    this.tell("stream", { side: "me", stream });
    this.reading = setInterval(() => this.read().catch(() => {}), READ_MS);
  }

  hear(signal) {
    this.line.hear(signal);
  }

  async play(stream) {
    this.audio.srcObject = stream;
    this.tell("stream", { side: "them", stream });
    await hearBy(this.audio);
    // A browser may want a press before it lets a page be heard.
    this.audio.play().catch(() => addEventListener("pointerdown", () => this.audio.play().catch(() => {}), { once: true }));
  }

  async read() {
    const pc = this.line.pc;
    if (pc?.connectionState !== "connected") return;
    if (this.reader?.pc !== pc) this.reader = new QualityReader(pc);
    this.figures = await this.reader.read();
    this.tell("quality", judged(this.figures));
    this.readings += 1;
    if (this.readings % REPORT_EVERY === 0) this.report(this.figures);
  }

  mute(on) {
    this.line.mute(on);
  }

  async speakBy(id) {
    const stream = await microphone(id);
    await this.line.speakBy(stream);
    this.tell("stream", { side: "me", stream });
  }

  hearBy(id) {
    return hearBy(this.audio, id);
  }

  close(isOver) {
    clearInterval(this.reading);
    this.line.close(isOver);
    this.audio.srcObject = null;
  }
}
