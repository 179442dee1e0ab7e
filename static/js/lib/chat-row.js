// One row of a dialog as a citizen sees it; templates/chat/_row.html draws the same without scripts.
import { fileOf } from "./chat-file.js";
import { ours, theirs } from "./chat-side.js";
import { icon } from "./icon.js";
import { make } from "./make.js";
import { clock } from "./words.js";

const ADDRESS = /https?:\/\/[^\s<>"«»]+[^\s<>"«».,!?;:)]/g;
const STATES = { queued: "Ждёт связи", sent: "Отправлено", got: "Доставлено", seen: "Прочитано" };
const EDITABLE_MS = 60_000;

/** Text with addresses as links. Only http and https, only what is spelt out; nothing is fetched. */
export function linked(text) {
  const parts = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    parts.append(text.slice(from, found.index));
    const link = make("a", "", found[0]);
    link.href = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
    parts.append(link);
    from = found.index + found[0].length;
  }
  parts.append(text.slice(from));
  return parts;
}

const isMine = (row) => row.side === ours();

export function stateOf(row, marks) {
  if (row.isWaiting) return "queued";
  const other = marks?.[theirs()] ?? {};
  if (row.seq <= (other.seen ?? 0)) return "seen";
  return row.seq <= (other.got ?? 0) ? "got" : "sent";
}

/** The tick under one's own words, said in words too. */
export function stateMark(row, marks) {
  const state = row.problem ? "refused" : stateOf(row, marks);
  const mark = make("span", `chat-row__state chat-row__state--${state}`);
  mark.append(icon({ queued: "clock", sent: "check", refused: "alert-circle" }[state] ?? "checks"));
  mark.append(make("span", "visually-hidden", STATES[state] ?? row.problem));
  mark.title = STATES[state] ?? row.problem;
  return mark;
}

function button(words, action, name) {
  const element = make("button", "chat-row__act");
  Object.assign(element, { type: "button", title: words, tabIndex: -1 }); // reached from its row: lib/chat-keys.js
  element.dataset.act = action;
  element.append(icon(name), make("span", "visually-hidden", words));
  return element;
}

function acts(row) {
  const place = make("p", "chat-row__acts");
  if (row.problem) place.append(button("Отправить ещё раз", "again", "refresh"));
  if (!row.seq || row.deleted) return place;
  place.append(button("Ответить на это", "quote", "arrow-back-up"));
  const age = Date.now() - new Date(row.at);
  if (isMine(row) && age < EDITABLE_MS && row.kind !== "article") {
    if (row.text) place.append(button("Изменить", "edit", "pencil"));
    place.append(button("Удалить", "delete", "trash"));
    setTimeout(() => place.querySelectorAll("[data-act=edit],[data-act=delete]").forEach((one) => one.remove()), EDITABLE_MS - age);
  }
  return place;
}

/** Draw a row. `quoted` is the row it answers. */
export function drawn(row, { marks, quoted }) {
  const time = make("time", "", clock(new Date(row.at)));
  time.dateTime = row.at;
  if (row.kind === "event") {
    const event = make("p", "chat-event", `${row.text} `);
    event.append(time);
    return event;
  }
  const article = make("article", `chat-row chat-row--${row.side}${row.inner ? " chat-row--note" : ""}`);
  article.tabIndex = -1;
  if (row.inner) article.append(make("p", "chat-row__who", `${row.who || "Вы"}, заметка: гражданин её не видит`));
  else if (isMine(row)) article.append(make("p", "visually-hidden", "Вы"));
  else article.append(make("p", "chat-row__who", row.who || { citizen: "Гражданин" }[row.side] || "Поддержка"));
  const bubble = make("div", "chat-row__bubble");
  if (quoted?.text) bubble.append(make("blockquote", "chat-row__quote", quoted.text.slice(0, 140)));
  if (row.deleted) bubble.append(make("p", "chat-row__gone", "Сообщение удалено"));
  const text = make("div", "chat-row__text");
  text.append(linked(row.text ?? ""));
  if (row.text) bubble.append(text);
  for (const file of row.files ?? []) bubble.append(fileOf(file));
  const foot = make("p", "chat-row__foot");
  foot.append(time, row.isEdited && !row.deleted ? " · изменено" : "");
  if (isMine(row) && !row.deleted && !row.inner) foot.append(" ", stateMark(row, marks));
  bubble.append(foot);
  if (row.problem) bubble.append(make("p", "chat-row__problem", row.problem));
  article.append(bubble, acts(row));
  return article;
}
