// What is said of a call: while it goes on and when it is over. No word promises what is not so.
import { plural } from "./words.js";

/** What each phase is called, for the side that sees it. */
export const PHASES = {
  citizen: { calling: "Вызываем оператора…", ringing: "Оператор звонит вам" },
  operator: { calling: "Вызываем гражданина…", ringing: "Гражданин звонит" },
  both: {
    asking: "Ждём разрешения на микрофон…",
    connecting: "Соединяем…",
    talking: "Идёт разговор",
    waiting: "Связь прервалась, переподключаемся…",
    elsewhere: "Разговор идёт в другой вкладке или на другом устройстве",
  },
};

export const phaseWords = (phase, side) => PHASES[side][phase] ?? PHASES.both[phase] ?? "";

export const QUALITY = { good: "Связь хорошая", fair: "Связь средняя", poor: "Плохая связь: говорите медленнее или пишите в чат" };

export const LOST = "Связь прервалась и не вернулась. Позвоните ещё раз или пишите в чат.";

/** How a call ended, for one of its sides; nothing is known of one that is not told. */
export function endWords(call, side) {
  const rangHere = call?.side === side;
  if (call?.state === "refused") return rangHere ? "На звонок ответили отказом. Продолжайте в чате." : "Вы отклонили звонок.";
  if (call?.state === "missed") return rangHere ? "Никто не ответил. Продолжайте в чате или позвоните позже." : "Пропущенный звонок.";
  if (call?.state === "failed") return call.answered_at ? LOST : "Соединиться не удалось. Позвоните ещё раз или пишите в чат.";
  return call?.answered_at ? `Разговор окончен: ${lasted(call)}.` : "Разговор окончен.";
}

function lasted({ answered_at, ended_at }) {
  const whole = Math.max(0, Math.round((new Date(ended_at) - new Date(answered_at)) / 1000));
  const minutes = Math.floor(whole / 60);
  const seconds = `${whole % 60} ${plural(whole % 60, "секунда", "секунды", "секунд")}`;
  return minutes ? `${minutes} ${plural(minutes, "минута", "минуты", "минут")} ${seconds}` : seconds;
}
