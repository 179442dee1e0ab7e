// ОГРН and ОГРНИП, as common/checks/ogrn.py checks them.
import { digitsOf, passed, refused, remark } from "./result.js";

const KIND = { name: "ОГРН", where: "ОГРН", example: "1027700132195" };
const CHECKSUM = "Контрольная цифра не сходится: проверьте последнюю цифру, потом остальные.";
const NOBODY = "Такого ОГРН не бывает: номер из одних нулей. Спишите его с документа.";
const FIRST_DIGIT = {
  13: ["15", "ОГРН обычно начинается с 1 или 5. Проверьте первую цифру."],
  15: ["34", "ОГРНИП обычно начинается с 3 или 4. Проверьте первую цифру."],
};

export function checkOgrn(text) {
  const read = digitsOf(text, KIND, [13, 15]);
  if (!read.ok) return read;
  if (/^0+$/.test(read.value)) return refused("zeros", NOBODY);
  const length = read.value.length;
  // 14 digits are below 2^53: the remainder is exact.
  const control = (Number(read.value.slice(0, -1)) % (length === 13 ? 11 : 13)) % 10;
  if (control !== Number(read.value.at(-1))) return refused("checksum", CHECKSUM);
  const [usual, words] = FIRST_DIGIT[length];
  return usual.includes(read.value[0]) ? read : passed(read.value, remark("first_digit", words));
}
