// A short two-tone sound for what must be heard; silent when the person switched it off or has not clicked yet.
let context = null;

export function soundOn() {
  return localStorage.getItem("desk-sound") !== "off";
}

export function setSound(on) {
  localStorage.setItem("desk-sound", on ? "on" : "off");
}

export function chime() {
  if (soundOn()) ring();
}

/** The sound itself, for pages with a switch of their own. */
export function ring() {
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  [880, 1175].forEach((pitch, place) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const from = context.currentTime + place * 0.16;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.15, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.15);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.16);
  });
}
