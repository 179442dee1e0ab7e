// A telephone, as common/phones.py reads it. Of other countries only the server knows the numbers.
import { passed, refused, remark } from "./result.js";

const WORDS = {
  empty: "Укажите номер телефона, например +7 916 123-45-67.",
  letters: "В номере есть буквы. Оставьте только цифры; добавочный номер напишите после слова «доб.».",
  characters: "В номере есть лишние знаки. Оставьте цифры, пробелы, скобки и дефисы.",
  length:
    "В номере не хватает цифр или есть лишние. Для России нужно 10 цифр после +7 или 8, например +7 916 123-45-67.",
  plus_eight: "После «+» идёт 8 — такой страны нет. Если номер российский, начните с +7 или с 8 без плюса.",
  code: "Номеров с таким кодом в России нет. Проверьте первые цифры после +7 или 8.",
  extension: "После «доб.» укажите добавочный номер цифрами, не больше семи.",
};
const REPEATED = "Все цифры номера одинаковые — проверьте, нет ли ошибки.";
const UNKNOWN_CODE = "Мы не знаем такого кода города или оператора — проверьте номер.";
const SEPARATORS = /[\s\x1c-\x1f\x85\u00ad\u2010-\u2015\u2212\u200b\u2060\ufeff().\-/]+/g;
const EXTENSION = /[\s,;]*(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|#)[\s.:№]*(?<number>.*)$/is;

const no = (code) => refused(code, WORDS[code], "phone");

export function checkPhone(text) {
  const extension = EXTENSION.exec(text.trim());
  if (extension && !/^[0-9]{1,7}$/.test(extension.groups.number.replace(SEPARATORS, ""))) return no("extension");
  const body = (extension ? text.trim().slice(0, extension.index) : text.trim()).replace(SEPARATORS, "");
  if (!body) return no("empty");
  if (/\p{L}/u.test(body)) return no("letters");
  const [digits, international] = withoutPrefix(body);
  if (!/^[0-9]+$/.test(digits)) return no(digits ? "characters" : "length");
  if (international && /^8(9[0-9]{9}|800[0-9]{7})$/.test(digits)) return no("plus_eight");
  if (international && !digits.startsWith("7")) return passed(`+${digits}`);
  if (digits.length === 11 && "78".includes(digits[0])) return plusSeven(digits.slice(1));
  return digits.length === 10 && !international ? plusSeven(digits) : no("length");
}

function withoutPrefix(body) {
  if (body.startsWith("+")) return [body.slice(1), true];
  if (body.startsWith("00")) return [body.slice(2), true];
  if (body.startsWith("810") && body.length > 11) return [body.slice(3), true];
  return [body, false];
}

function plusSeven(national) {
  if (!"934867".includes(national[0])) return no("code");
  // No town has such a code: a mobile number without its last digit, and 8 taken for a part of it.
  if (national.startsWith("89")) return passed(`+7${national}`, remark("unknown_code", UNKNOWN_CODE, "phone"));
  if (new Set(national).size === 1) return passed(`+7${national}`, remark("repeated", REPEATED, "phone"));
  return passed(`+7${national}`);
}

/** «+7 916 123-45-67» of a number that is understood, else the text as it is. */
export function formatPhone(text) {
  const check = checkPhone(text);
  if (!check.ok || check.warnings.length || !/^\+7[0-9]{10}$/.test(check.value) || EXTENSION.test(text)) return text;
  const n = check.value;
  return `+7 ${n.slice(2, 5)} ${n.slice(5, 8)}-${n.slice(8, 10)}-${n.slice(10)}`;
}
