// Russian words for numbers, spans of time and sizes. Pure: no page, no clock of its own.

/** The form of a word for a number: plural(5, "день", "дня", "дней"). */
export function plural(number, one, few, many) {
  const tail = Math.abs(number) % 100;
  if (tail > 10 && tail < 15) return many;
  if (tail % 10 === 1) return one;
  return tail % 10 > 1 && tail % 10 < 5 ? few : many;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in at most two units: 90061 s is «1 д 1 ч», 125 s is «2 мин», 42 s is «42 с». */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} с`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} мин`;
  const big = whole < DAY ? [Math.floor(whole / HOUR), "ч"] : [Math.floor(whole / DAY), "д"];
  const rest = whole < DAY ? [Math.floor((whole % HOUR) / MINUTE), "мин"] : [Math.floor((whole % DAY) / HOUR), "ч"];
  return rest[0] ? `${big[0]} ${big[1]} ${rest[0]} ${rest[1]}` : `${big[0]} ${big[1]}`;
}

const zone = "Europe/Moscow";
const clockFormat = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const dayFormat = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: zone });
const yearFormat = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", year: "numeric", timeZone: zone });
const dayKey = new Intl.DateTimeFormat("en-CA", { timeZone: zone });

/** «14:05» in Moscow. */
export const clock = (date) => clockFormat.format(date);

/** «только что», «5 минут назад», «сегодня в 14:05», «вчера в 9:30», «3 ноября», with the year when it is another. */
export function ago(date, now) {
  const seconds = (now - date) / 1000;
  if (seconds < -MINUTE) return ahead(date, now);
  if (seconds < MINUTE) return "только что";
  if (seconds < HOUR) {
    const minutes = Math.floor(seconds / MINUTE);
    return `${minutes} ${plural(minutes, "минуту", "минуты", "минут")} назад`;
  }
  if (dayKey.format(date) === dayKey.format(now)) return `сегодня в ${clock(date)}`;
  if (dayKey.format(date) === dayKey.format(now - DAY * 1000)) return `вчера в ${clock(date)}`;
  return day(date, now);
}

function ahead(date, now) {
  if (dayKey.format(date) === dayKey.format(now)) return `сегодня в ${clock(date)}`;
  const tomorrow = new Date(now.getTime() + DAY * 1000);
  if (dayKey.format(date) === dayKey.format(tomorrow)) return `завтра в ${clock(date)}`;
  return day(date, now);
}

function day(date, now) {
  const sameYear = dayKey.format(date).slice(0, 4) === dayKey.format(now).slice(0, 4);
  return (sameYear ? dayFormat : yearFormat).format(date);
}

/** «1,4 МБ», «320 КБ». */
export function size(bytes) {
  const mega = bytes / (1024 * 1024);
  if (mega >= 1) return `${mega.toFixed(1).replace(".", ",").replace(",0", "")} МБ`;
  return `${Math.max(1, Math.round(bytes / 1024))} КБ`;
}
