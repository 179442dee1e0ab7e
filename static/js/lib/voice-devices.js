// Microphones and speakers: asked for, listed, remembered; refusals in words that say what to do.
const MICROPHONE = "voice-microphone";
const SPEAKER = "voice-speaker";

const WORDS = {
  NotAllowedError: "Браузер не даёт слышать микрофон. Нажмите значок слева от адреса страницы, разрешите микрофон и позвоните ещё раз.",
  NotFoundError: "Микрофон не найден. Подключите гарнитуру или микрофон и позвоните ещё раз, а пока можно писать в чат.",
  NotReadableError: "Микрофон занят другой программой. Закройте её и позвоните ещё раз.",
  unable: "Этот браузер не умеет звонить со страницы. Откройте чат в другом браузере или попросите перезвонить по номеру.",
};
WORDS.SecurityError = WORDS.NotAllowedError;
WORDS.OverconstrainedError = WORDS.NotFoundError;

/** Why there is no microphone, for people. */
export const whyNot = (error) => WORDS[error.name] ?? WORDS.NotReadableError;

/** Whether this page can call at all; the words of why not, or nothing. */
export function unable() {
  return navigator.mediaDevices?.getUserMedia && "RTCPeerConnection" in window ? "" : WORDS.unable;
}

/** «granted», «denied» or «prompt»: who was asked before is not told again what for. */
export async function permission() {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state;
  } catch {
    return "prompt";
  }
}

/** The sound of the chosen microphone, or of any when that one is gone. */
export function microphone(id = localStorage.getItem(MICROPHONE)) {
  if (id) localStorage.setItem(MICROPHONE, id);
  const clean = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return navigator.mediaDevices.getUserMedia({ audio: id ? { ...clean, deviceId: { ideal: id } } : clean });
}

/** Fill a list with devices of a kind; it hides when there is nothing to choose from. */
export async function fill(select, kind, chosen) {
  const found = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === kind && device.deviceId);
  const names = kind === "audioinput" ? "Микрофон" : "Динамик";
  select.replaceChildren(...found.map((device, place) => new Option(device.label || `${names} ${place + 1}`, device.deviceId)));
  select.value = found.some((device) => device.deviceId === chosen) ? chosen : (found[0]?.deviceId ?? "");
  select.closest("[data-part]").hidden = found.length < 2;
}

export const canChooseSpeaker = () => "setSinkId" in HTMLMediaElement.prototype;

/** Let a sound be heard through a speaker; one that is gone is forgotten. */
export async function hearBy(audio, id = localStorage.getItem(SPEAKER)) {
  if (!id || !canChooseSpeaker()) return;
  try {
    await audio.setSinkId(id);
    localStorage.setItem(SPEAKER, id);
  } catch {
    localStorage.removeItem(SPEAKER);
  }
}
