// A file of a message; templates/chat/_file.html draws the same without scripts.
import { icon } from "./icon.js";
import { make } from "./make.js";
import { size } from "./words.js";

const NOTES = { checking: "проверяется на вирусы", infected: "найден вирус, файл удалён" };

/** A checked picture is shown small, everything else by its name. */
export function fileOf(file) {
  const isOpen = file.state === "clean";
  const isPicture = isOpen && file.preview;
  const row = make(isOpen ? "a" : "span", isPicture ? "chat-picture" : "chat-file");
  if (isOpen) Object.assign(row, { href: file.url, target: "_blank", rel: "noopener" });
  if (isPicture) {
    const picture = make("img", "");
    Object.assign(picture, { src: `${file.url}?inline=small`, alt: file.name, loading: "lazy" });
    row.append(picture);
  } else {
    row.append(icon(isOpen ? "paperclip" : "shield-lock"), make("span", "", file.name), make("span", "muted", NOTES[file.state] ?? size(file.size)));
  }
  return row;
}
