// Passport of a citizen of Russia, as common/checks/passport.py checks it. The table of regions stays on the server.
import { birthday, daysAfter } from "./birth.js";
import { digitsOf, passed, refused, remark } from "./result.js";

const SERIES = { name: "серию паспорта", where: "серии паспорта", example: "4510" };
const BOTH = { name: "серию и номер паспорта", where: "серии и номере паспорта", example: "45 10 123456" };
const NUMBER = { name: "номер паспорта", where: "номере паспорта", example: "123456" };
const CODE_EMPTY = "Укажите код подразделения, например 770-001.";
const CODE_FORM = "Код подразделения — три цифры, дефис, три цифры: 770-001.";
const NOBODY = "Такого номера паспорта не бывает: одни нули. Спишите его с документа.";
const LOW_NUMBER = "Номера паспортов начинаются с 000101. Проверьте номер.";
const FUTURE = "Дата выдачи ещё не наступила. Проверьте её.";
const TOO_EARLY = "Паспорта этого образца выдают с 1 октября 1997 года. Проверьте дату выдачи.";
const TOO_YOUNG = "Паспорт выдают с 14 лет. Проверьте дату рождения.";
const BEFORE_14 = "Паспорт выдают с 14 лет, а тогда их ещё не было. Проверьте дату выдачи и дату рождения.";

const printed = (series) => (Number(series.slice(2)) >= 97 ? 1900 : 2000) + Number(series.slice(2));

export function checkSeries(text, today) {
  const read = digitsOf(text, SERIES, [4], "series");
  if (!read.ok || printed(read.value) <= Number(today.slice(0, 4)) + 1) return read;
  const words = `Третья и четвёртая цифры серии — год печати бланка: ${read.value.slice(2)} не подходит.`;
  return refused("series_year", words, "series");
}

export function checkNumber(text) {
  const read = digitsOf(text, NUMBER, [6], "number");
  if (!read.ok) return read;
  if (Number(read.value) === 0) return refused("zeros", NOBODY, "number");
  return Number(read.value) < 101 ? passed(read.value, remark("low_number", LOW_NUMBER, "number")) : read;
}

export function checkSeriesAndNumber(text, today) {
  const read = digitsOf(text, BOTH, [10], "series");
  return read.ok ? checkPassport({ series: read.value.slice(0, 4), number: read.value.slice(4) }, today) : read;
}

export function checkDepartmentCode(text) {
  const written = text.trim().replace(/[\u2010-\u2015\u2212]/g, "-");
  if (!written) return refused("empty", CODE_EMPTY, "code");
  return /^[0-9]{3}-[0-9]{3}$/.test(written) ? passed(written) : refused("form", CODE_FORM, "code");
}

/** All parts together: {series, number, code, issued, born}, days as "YYYY-MM-DD" or "". */
export function checkPassport(passport, today) {
  const series = checkSeries(passport.series, today);
  const number = checkNumber(passport.number);
  const parts = [series, number];
  if (passport.code) parts.push(checkDepartmentCode(passport.code));
  parts.push(issue(passport.issued, today), age(passport, today));
  if (series.ok && passport.issued && passport.issued <= today) parts.push(seriesAndIssue(series.value, passport.issued));
  const errors = parts.flatMap((part) => part.errors);
  const value = errors.length ? "" : series.value + number.value;
  return { ok: !errors.length, value, errors, warnings: parts.flatMap((part) => part.warnings) };
}

function issue(issued, today) {
  if (issued && issued > today) return refused("future", FUTURE, "issued");
  return issued && issued < "1997-10-01" ? refused("too_early", TOO_EARLY, "issued") : passed("");
}

function age({ issued, born }, today) {
  if (!born) return passed("");
  if (today < birthday(born, 14)) return refused("too_young", TOO_YOUNG, "born");
  if (!issued) return passed("");
  if (issued < birthday(born, 14)) return refused("before_14", BEFORE_14, "issued");
  const due = [45, 20].find((years) => issued < birthday(born, years) && birthday(born, years) <= today);
  if (!due) return passed("");
  const last = daysAfter(birthday(born, due), 90);
  if (today > last) {
    return refused("expired", `Паспорт недействителен: его меняют в ${due} лет. Новый оформляет МВД или МФЦ.`, "issued");
  }
  const words = `Паспорт пора менять: в ${due} лет. Он действует до ${last.split("-").reverse().join(".")}.`;
  return passed("", remark("grace", words, "issued"));
}

function seriesAndIssue(series, issued) {
  const late = Number(issued.slice(0, 4)) - printed(series);
  if (late >= -1 && late <= 3) return passed("");
  const words = `По серии бланк ${printed(series)} года, а паспорт выдан в ${issued.slice(0, 4)}. Проверьте серию и дату.`;
  return passed("", remark("series_issue", words, "series"));
}

/** «45 10», «123456», «770-001», however much of them there is. */
export const formatSeries = (text) => grouped(text, 2, 4, " ");
export const formatSeriesAndNumber = (text) => `${formatSeries(text)} ${formatNumber(text.replace(/[^0-9]/g, "").slice(4))}`.trim();
export const formatNumber = (text) => text.replace(/[^0-9]/g, "").slice(0, 6);
export const formatDepartmentCode = (text) => grouped(text, 3, 6, "-");

function grouped(text, size, length, between) {
  const digits = text.replace(/[^0-9]/g, "").slice(0, length);
  return [digits.slice(0, size), digits.slice(size)].filter(Boolean).join(between);
}
