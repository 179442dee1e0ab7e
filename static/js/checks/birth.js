// Dates on documents, as common/checks/birth.py reads them. Days are "YYYY-MM-DD": they compare as text.
import { passed, refused, remark } from "./result.js";

const WRITTEN = /^(?<day>[0-9]{1,2})[.,/\- ](?<month>[0-9]{1,2})[.,/\- ](?<year>[0-9]{4})$/;
const BARE = /^(?<day>[0-9]{2})(?<month>[0-9]{2})(?<year>[0-9]{4})$/;
const ISO = /^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})$/;
const EMPTY = "Укажите дату, например 02.03.1985.";
const FORM = "Дата пишется так: день, месяц, год — 02.03.1985.";
const IMPOSSIBLE = "Такого дня в календаре нет. Проверьте день и месяц.";
const FUTURE_BIRTH = "Дата рождения ещё не наступила. Проверьте год.";
const TOO_OLD = "Такой возраст невозможен. Проверьте год рождения.";
const RARE_AGE = "Получается больше ста лет. Проверьте год рождения.";

export function checkDate(text) {
  const written = text.trim();
  if (!written) return refused("empty", EMPTY);
  const match = WRITTEN.exec(written) ?? ISO.exec(written) ?? BARE.exec(written);
  if (!match) return refused("form", FORM);
  const { year, month, day } = match.groups;
  const value = iso(Number(year), Number(month), Number(day));
  return value ? passed(value) : refused("impossible", IMPOSSIBLE);
}

export function checkBirthDate(text, today) {
  const check = checkDate(text);
  if (!check.ok) return check;
  if (check.value > today) return refused("future", FUTURE_BIRTH);
  if (birthday(check.value, 120) <= today) return refused("too_old", TOO_OLD);
  return birthday(check.value, 100) <= today ? passed(check.value, remark("rare_age", RARE_AGE)) : check;
}

/** The day an age is reached; born on 29 February, in other years on 1 March. */
export function birthday(born, age) {
  const [year, month, day] = born.split("-").map(Number);
  return iso(year + age, month, day) || iso(year + age, 3, 1);
}

export function daysAfter(day, days) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function iso(year, month, day) {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const right = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return right ? `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}` : "";
}

/** «02.03.1985», however much of it there is. */
export function formatDate(text) {
  if (/^[0-9]{4}-/.test(text.trim())) return text;
  const digits = text.replace(/[^0-9]/g, "").slice(0, 8);
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean).join(".");
}
