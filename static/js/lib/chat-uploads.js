// Files on their way into a dialog: each in a row of its own with progress, a preview, a second try.
import { icon } from "./icon.js";
import { make } from "./make.js";
import { size } from "./words.js";

const NO_ANSWER = "Не отправлено: нет связи. Нажмите «Ещё раз».";

export class Upload {
  /** `list` shows it; `changed` is called when it is ready, refused or taken out. */
  constructor(file, { address, list, maxMb, changed }) {
    Object.assign(this, { file, address, changed, maxMb, id: "", problem: "" });
    this.row = make("li", "chat-upload");
    this.bar = make("progress", "chat-upload__bar");
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", `Отправляем ${file.name}`);
    this.note = make("span", "chat-upload__note muted", size(file.size));
    this.retry = this.button("Ещё раз", "refresh", () => this.send());
    this.retry.hidden = true;
    this.row.append(this.preview(), make("span", "chat-upload__name", file.name), this.note, this.bar, this.retry);
    this.row.append(this.button(`Убрать ${file.name}`, "x", () => this.drop()));
    list.append(this.row);
    this.send();
  }

  preview() {
    if (!this.file.type.startsWith("image/")) return icon("file");
    const picture = make("img", "chat-upload__picture");
    this.picture = URL.createObjectURL(this.file);
    Object.assign(picture, { src: this.picture, alt: "" });
    return picture;
  }

  button(words, name, act) {
    const element = make("button", "button button--quiet button--small button--icon");
    Object.assign(element, { type: "button", title: words });
    element.append(icon(name), make("span", "visually-hidden", words));
    element.addEventListener("click", act);
    return element;
  }

  get isOnWay() {
    return !this.id && !this.problem;
  }

  send() {
    this.say("");
    if (this.file.size > this.maxMb * 1024 * 1024) return this.say(`Больше ${this.maxMb} МБ. Уменьшите файл.`);
    if (!this.file.size) return this.say("Файл пустой. Выберите его ещё раз.");
    const body = new FormData();
    body.append("file", this.file);
    this.request = new XMLHttpRequest();
    this.request.open("POST", this.address);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (token) this.request.setRequestHeader("X-CSRFToken", token);
    this.request.upload.onprogress = ({ loaded, total }) => (this.bar.value = loaded / total);
    this.request.onload = () => this.answered();
    this.request.onerror = () => this.say(NO_ANSWER, true);
    this.request.send(body);
  }

  answered() {
    let answer = {};
    try {
      answer = JSON.parse(this.request.responseText);
    } catch {
      answer = { error: this.request.status === 413 ? `Больше ${this.maxMb} МБ. Уменьшите файл.` : NO_ANSWER };
    }
    if (this.request.status !== 201) return this.say(answer.error ?? NO_ANSWER, this.request.status >= 500);
    Object.assign(this, { id: answer.id, face: answer });
    this.bar.hidden = true;
    this.changed();
  }

  say(problem, mayRetry = false) {
    this.problem = problem;
    this.note.textContent = problem || size(this.file.size);
    this.note.classList.toggle("chat-upload__note--bad", Boolean(problem));
    this.bar.hidden = Boolean(problem);
    this.retry.hidden = !mayRetry;
    this.changed();
  }

  drop() {
    this.request?.abort();
    if (this.picture) URL.revokeObjectURL(this.picture);
    this.row.remove();
    this.problem = "dropped";
    this.changed(this);
  }
}
