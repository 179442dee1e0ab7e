// What a screen reader says of a dialog: each arrival once. The list itself is drawn again and again and says nothing; here lines
// are only added, and go a little later, so that nobody reads them twice.
import { make } from "./make.js";
import { ours } from "./chat-side.js";

const KEPT_MS = 8_000;
const NAMES = { citizen: "Гражданин", operator: "Поддержка", bot: "Помощник" };

/** How a row of the other side sounds; "" for one's own and for what is not seen. */
export function heard(row) {
  if (row.side === ours() || row.kind === "delete") return "";
  if (row.kind === "event") return row.text;
  const files = (row.files ?? []).map((file) => `файл ${file.name}`);
  const words = [row.text, ...files].filter(Boolean).join(", ");
  if (!words) return "";
  const who = row.who || NAMES[row.side] || "Поддержка";
  return `${who}${row.inner ? ", заметка" : ""}${row.kind === "edit" ? ", исправлено" : ""}: ${words}`;
}

export class Teller {
  constructor(part) {
    this.log = part.querySelector("[data-chat-heard]");
    this.status = part.querySelector("[data-chat-status]");
    this.isAway = false;
  }

  say(words) {
    if (!words) return;
    const line = make("p", "", words);
    this.log.append(line);
    setTimeout(() => line.remove(), KEPT_MS);
  }

  /** Lost and found again are said, each once. */
  connection(state) {
    const isAway = state === "offline";
    if (isAway === this.isAway || (this.isAway && state === "connecting")) return;
    this.isAway = isAway;
    this.status.textContent = isAway ? "Нет связи. Пишите: отправим, когда она появится." : "Связь восстановлена.";
  }
}
