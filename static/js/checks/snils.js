// СНИЛС, as common/checks/snils.py checks it.
import { digitsOf, passed, refused, remark, weighted } from "./result.js";

const KIND = { name: "СНИЛС", where: "СНИЛС", example: "112-233-445 95" };
const LAST_UNCHECKED = 1001998;
const CHECKSUM = "Контрольное число не сходится: проверьте последние две цифры, потом остальные.";
const NOBODY = "Такого СНИЛС не бывает: номер из одних нулей. Спишите его с документа.";
const EXEMPT = "Номер из самых первых: контрольного числа у них нет. Сверьте его с документом.";

export function checkSnils(text) {
  const read = digitsOf(text, KIND, [11]);
  if (!read.ok) return read;
  const number = Number(read.value.slice(0, 9));
  if (number === 0) return refused("zeros", NOBODY);
  if (number <= LAST_UNCHECKED) return passed(read.value, remark("exempt", EXEMPT));
  const control = (weighted(read.value, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100;
  return control === Number(read.value.slice(9)) ? read : refused("checksum", CHECKSUM);
}

/** «112-233-445 95», however much of it there is. */
export function formatSnils(text) {
  const digits = text.replace(/[^0-9]/g, "").slice(0, 11);
  const groups = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 9)].filter(Boolean).join("-");
  return digits.length > 9 ? `${groups} ${digits.slice(9)}` : groups;
}
