// ИНН of organisations and of people, as common/checks/inn.py checks it.
import { digitsOf, refused, weighted } from "./result.js";

const ANY = { name: "ИНН", where: "ИНН", example: "7707083893" };
const ORGANISATION = { name: "ИНН организации", where: "ИНН организации", example: "7707083893" };
const PERSON = { name: "ИНН", where: "ИНН человека", example: "500100732259" };
const WEIGHTS = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const CHECKSUM = {
  10: "Контрольная цифра не сходится: проверьте последнюю цифру ИНН, потом остальные.",
  12: "Контрольные цифры не сходятся: проверьте последние две цифры ИНН, потом остальные.",
};
const NOBODY = "Такого ИНН не бывает: номер из одних нулей. Спишите его с документа.";

export const checkInn = (text) => check(text, ANY, [10, 12]);
export const checkOrganisationInn = (text) => check(text, ORGANISATION, [10]);
export const checkPersonInn = (text) => check(text, PERSON, [12]);

function check(text, kind, lengths) {
  const read = digitsOf(text, kind, lengths);
  if (!read.ok) return read;
  if (/^0+$/.test(read.value)) return refused("zeros", NOBODY);
  const first = read.value.length - (read.value.length === 12 ? 2 : 1);
  for (let at = first; at < read.value.length; at += 1) {
    const control = (weighted(read.value, WEIGHTS.slice(11 - at)) % 11) % 10;
    if (control !== Number(read.value[at])) return refused("checksum", CHECKSUM[read.value.length]);
  }
  return read;
}
