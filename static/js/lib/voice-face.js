// What people see and hear of a call: the part of a phase, words, the timer, bars of both sides, the ring, where the focus goes.
import { canChooseSpeaker, fill } from "./voice-devices.js";
import { Levels } from "./voice-levels.js";
import { Ringing, ringsAloud } from "./voice-ringing.js";
import { phaseWords, QUALITY } from "./voice-words.js";

const FIELDS = "input, textarea, select, [contenteditable]";
// Where the focus goes with a phase, if it was on the call or nowhere: never out of a message being written.
const FIRST = { explain: "ring", ringing: "answer", talking: "mute", elsewhere: "here", over: "begin", idle: "begin" };

export class VoiceFace {
  constructor(host, talk) {
    Object.assign(this, { host, talk });
    this.ringing = new Ringing();
    this.side = host.getAttribute("side");
    talk.addEventListener("phase", () => this.turn());
    talk.addEventListener("muted", ({ detail }) => (this.part("them-muted").hidden = !detail));
    talk.addEventListener("stream", ({ detail: { side, stream } }) => this.watch(side, stream));
    talk.addEventListener("quality", ({ detail }) => this.quality(detail));
    this.part("ring-sound").checked = ringsAloud();
    this.turn();
  }

  part(name) {
    return this.host.querySelector(`[data-part="${name}"]`);
  }

  shown(isTalk) {
    this.isTalk = isTalk;
    this.host.hidden = !isTalk && this.talk.phase === "idle";
  }

  turn() {
    const { phase, said, call } = this.talk;
    const focused = this.host.contains(document.activeElement);
    this.host.dataset.phase = phase;
    for (const shown of this.host.querySelectorAll("[data-when]")) shown.hidden = !shown.dataset.when.split(" ").includes(phase);
    this.part("phase").textContent = phaseWords(phase, this.side);
    this.part("said").textContent = said;
    this.part("said").hidden = !said;
    this.part("live").textContent = said || this.announced(phase);
    const timer = this.part("timer");
    timer.hidden = !call?.answered_at || !["talking", "waiting"].includes(phase);
    if (!timer.hidden) timer.setAttribute("since", call.answered_at);
    if (phase === "ringing") this.ringing.start();
    else this.ringing.stop();
    if (phase === "talking") this.choices();
    if (!["talking", "waiting", "connecting"].includes(phase)) this.rest();
    this.shown(this.isTalk);
    this.focus(phase, focused);
  }

  announced(phase) {
    const keys = { ringing: ". F2 — ответить, F4 — отклонить", talking: ". F8 — микрофон, F4 — закончить" };
    return phaseWords(phase, this.side) + (keys[phase] ?? "");
  }

  focus(phase, focused) {
    const active = document.activeElement;
    const isFree = focused || !active || active === document.body || (phase === "ringing" && !active.matches(FIELDS));
    const wanted = FIRST[phase] && this.host.querySelector(`[data-do=${FIRST[phase]}]:not([hidden])`);
    if (isFree && (focused || phase === "ringing")) wanted?.focus({ preventScroll: phase !== "ringing" });
  }

  watch(side, stream) {
    this.levels ??= new Levels((whose, level) => {
      this.host.querySelector(`[data-level=${whose}] .voice__bar > span`)?.style.setProperty("--level", level.toFixed(2));
    });
    this.levels.watch(side, stream);
  }

  quality(word) {
    const shown = this.part("quality");
    shown.dataset.quality = word;
    if (shown.textContent === QUALITY[word]) return;
    shown.textContent = QUALITY[word];
    if (word === "poor") this.part("live").textContent = QUALITY.poor;
  }

  mute() {
    const isMuted = this.part("mute").getAttribute("aria-pressed") !== "true";
    this.talk.sound?.mute(isMuted);
    this.muted(isMuted);
  }

  muted(on) {
    this.part("mute").setAttribute("aria-pressed", String(on));
    this.part("mute-words").textContent = on ? "Включить микрофон" : "Выключить микрофон";
    this.part("me-muted").hidden = !on;
  }

  choices() {
    const track = this.talk.stream?.getAudioTracks()[0];
    fill(this.host.querySelector("[data-device=audioinput]"), "audioinput", track?.getSettings().deviceId);
    if (canChooseSpeaker()) fill(this.host.querySelector("[data-device=audiooutput]"), "audiooutput", this.talk.sound?.audio.sinkId || "default");
    else this.part("speakers").hidden = true;
  }

  /** Nothing is heard any more: the bars rest, the next call begins with the microphone on. */
  rest() {
    this.levels?.close();
    this.levels = null;
    this.muted(false);
    this.part("them-muted").hidden = true;
    this.part("quality").textContent = "";
  }

  close() {
    this.ringing.stop();
    this.levels?.close();
  }
}
