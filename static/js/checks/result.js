// What a check answers, and the reading of digits all checks begin with: common/checks/result.py says the same.
import { plural } from "../lib/words.js";

const SEPARATORS = /[\s\x1c-\x1f\x85\u00ad\u2010-\u2015\u2212\u200b\u2060\ufeff-]+/g;

/** A text without spaces and hyphens of any kind. */
export const compacted = (text) => text.replace(SEPARATORS, "");

export const remark = (code, text, field = "") => ({ code, text, field });

export const passed = (value, ...warnings) => ({ ok: true, value, warnings, errors: [] });

export const refused = (code, text, field = "") => ({ ok: false, value: "", warnings: [], errors: [remark(code, text, field)] });

/** The ASCII digits of a text, or a refusal that says what is wrong with it. `kind` is {name, where, example}. */
export function digitsOf(text, kind, lengths, field = "") {
  const compact = compacted(text);
  if (!compact) return refused("empty", `Укажите ${kind.name}, например ${kind.example}.`, field);
  if (/\p{L}/u.test(compact)) return refused("letters", `В ${kind.where} только цифры, а введены буквы.`, field);
  if (!/^[0-9]+$/.test(compact)) return refused("characters", `В ${kind.where} только цифры: уберите лишние знаки.`, field);
  if (lengths.includes(compact.length)) return passed(compact);
  const word = plural(lengths.at(-1), "цифра", "цифры", "цифр");
  return refused("length", `В ${kind.where} ${lengths.join(" или ")} ${word}, введено ${compact.length}.`, field);
}

/** The sum of digits by weights. */
export const weighted = (digits, weights) => weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);
