// <voice-call side="citizen|operator" dialog="…" door="…" ice="…">: one button, and the call it begins. What a phase shows has it in data-when,
// what is pressed has data-do. Keys while it rings or goes on: F2 answers, F4 turns down or hangs up, F8 is the microphone.
import "./call-timer.js";
import { linkOf } from "../lib/chat-link.js";
import { Doors } from "../lib/voice-doors.js";
import { VoiceFace } from "../lib/voice-face.js";
import { setRingsAloud } from "../lib/voice-ringing.js";
import { VoiceTalk } from "../lib/voice-talk.js";

const LIVE = ["calling", "connecting", "talking", "waiting"];
const KEYS = { F2: ["answer"], F4: ["refuse", "end"], F8: ["mute"] };

class VoiceCall extends HTMLElement {
  connectedCallback() {
    this.classList.toggle("voice--docked", this.parentElement === document.body);
    if (this.talk) return; // moved by a swap of the page around it: the call goes on
    const side = this.getAttribute("side");
    const token = this.querySelector("[name=csrfmiddlewaretoken]").value;
    const doors = new Doors({ door: this.getAttribute("door"), ice: this.getAttribute("ice"), token });
    this.talk = new VoiceTalk({
      side,
      door: (...given) => doors.door(...given),
      ice: () => doors.ice(),
      signal: (call, data) => this.link.signal(call, data),
      relayOnly: this.hasAttribute("relay-only"),
    });
    this.face = new VoiceFace(this, this.talk);
    this.talk.addEventListener("phase", () => this.talk.phase === "idle" && this.parentElement === document.body && this.remove());
    this.addEventListener("click", ({ target }) => this.press(target.closest("[data-do]")?.dataset.do));
    this.addEventListener("change", ({ target }) => this.choose(target));
    this.onKey = (event) => this.key(event);
    this.onAway = () => this.talk.away();
    document.addEventListener("keydown", this.onKey);
    addEventListener("pagehide", this.onAway);
    this.link = linkOf(this.getAttribute("dialog"));
    const isLate = this.link.isJoined;
    this.face.shown(this.getAttribute("state") === "active");
    this.unlink = [this.link.on("state", (state) => this.stands(state)), this.link.on("signal", ({ call, data }) => this.talk.hear(call, data))];
    if (isLate) this.talk.look();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.dock() || this.leave());
  }

  /** The desk shows another page: a call that goes on stays in sight, in the corner. */
  dock() {
    if (this.getAttribute("side") !== "operator" || !LIVE.includes(this.talk.phase)) return false;
    document.body.append(this);
    return true;
  }

  leave() {
    for (const stop of this.unlink) stop();
    document.removeEventListener("keydown", this.onKey);
    removeEventListener("pagehide", this.onAway);
    this.talk.away();
    this.face.close();
  }

  /** The button is there while an operator talks, and as long as a call still has something to say. */
  stands({ state, call }) {
    this.talk.told(call);
    this.face.shown(state === "active");
  }

  press(deed) {
    const { talk } = this;
    const deeds = {
      begin: () => talk.begin(),
      ring: () => talk.act("ring"),
      answer: () => talk.act("answer"),
      here: () => talk.act(null),
      refuse: () => talk.stop("refuse"),
      end: () => talk.stop("end"),
      mute: () => this.face.mute(),
      close: () => talk.turn("idle"),
    };
    deeds[deed]?.();
  }

  key(event) {
    if (!KEYS[event.key] || event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = KEYS[event.key].map((deed) => this.querySelector(`[data-do=${deed}]`)).find((one) => one.checkVisibility());
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  choose(field) {
    if (field.dataset.part === "ring-sound") setRingsAloud(field.checked);
    else if (field.dataset.device === "audioinput") this.talk.sound?.speakBy(field.value);
    else if (field.dataset.device === "audiooutput") this.talk.sound?.hearBy(field.value);
  }
}

customElements.define("voice-call", VoiceCall);
