// The ring of an incoming call: two soft tones every three seconds, silent when the person switched it off or has not clicked yet.
const SOUND = "voice-ring";
const EVERY_MS = 3_000;
const TONES = [659, 784];

export const ringsAloud = () => localStorage.getItem(SOUND) !== "off";

export function setRingsAloud(on) {
  localStorage.setItem(SOUND, on ? "on" : "off");
}

export class Ringing {
  start() {
    if (this.timer) return;
    this.timer = setInterval(() => this.once(), EVERY_MS);
    this.once();
  }

  once() {
    if (!ringsAloud() || !navigator.userActivation?.hasBeenActive) return;
    this.context ??= new AudioContext();
    TONES.forEach((pitch, place) => this.tone(pitch, this.context.currentTime + place * 0.28));
  }

  tone(pitch, from) {
    const tone = this.context.createOscillator();
    const volume = this.context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.12, from + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.26);
    tone.connect(volume).connect(this.context.destination);
    tone.start(from);
    tone.stop(from + 0.28);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.context?.close().catch(() => {});
    this.context = null;
  }
}
