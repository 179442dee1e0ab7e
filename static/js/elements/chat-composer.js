// <chat-composer max-mb="25">: the field for words. Enter sends, Shift+Enter is a new line; files are chosen, dropped or pasted.
// Says chat:send {text, files, faces, quote, articles}, chat:edit {target, text}, chat:typing. What is typed stays over reloads, and
// while one's earlier words are being changed.
import { takeFiles } from "../lib/chat-taking.js";
import { Upload } from "../lib/chat-uploads.js";

const TYPING_EVERY_MS = 3000;

export class ChatComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("textarea");
    this.picker = this.querySelector("input[type=file]");
    this.list = this.querySelector("[data-files]");
    this.about = null;
    this.uploads = [];
    this.room = this.closest("chat-room, chat-desk-talk");
    this.key = `chat-text:${this.room.dataset.dialog}`;
    this.field.value ||= sessionStorage.getItem(this.key) ?? "";
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.addEventListener("keydown", (event) => event.target === this.field && this.onKey(event));
    this.field.addEventListener("input", () => this.typed());
    this.querySelector("[data-about-drop]").addEventListener("click", () => this.forget());
    takeFiles(this, this);
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    }
    if (event.key === "Escape" && this.about) {
      event.preventDefault(); // the panel around stays open
      this.forget();
    }
  }

  typed() {
    if (this.about?.act !== "edit") sessionStorage.setItem(this.key, this.field.value);
    const now = Date.now();
    if (now - (this.typedAt ?? 0) < TYPING_EVERY_MS) return;
    this.typedAt = now;
    this.say("chat:typing", {});
  }

  addFiles(files) {
    if (!this.isConnected) return;
    const where = { address: this.room.dataset.files, list: this.list, maxMb: Number(this.getAttribute("max-mb") || 25) };
    for (const file of files) this.uploads.push(new Upload(file, { ...where, changed: (gone) => this.changed(gone) }));
  }

  changed(gone) {
    if (gone) this.uploads = this.uploads.filter((one) => one !== gone);
    if (this.waitsForFiles && !this.uploads.some((one) => one.isOnWay)) {
      this.waitsForFiles = false;
      if (this.uploads.some((one) => one.problem)) this.problem("Файл не отправился. Попробуйте ещё раз или уберите его.");
      else this.form.requestSubmit();
    }
  }

  submit(event) {
    event.preventDefault();
    event.stopPropagation();
    delete this.form.dataset.sending;
    const text = this.field.value.trim();
    const ready = this.uploads.filter((one) => one.id);
    if (this.uploads.some((one) => one.isOnWay)) {
      this.waitsForFiles = true;
      return this.problem("Файл ещё отправляется. Сообщение уйдёт вместе с ним.");
    }
    const isEdit = this.about?.act === "edit";
    if (!text && (isEdit || !ready.length)) return this.field.focus();
    if (isEdit) this.say("chat:edit", { target: this.about.row.seq, text });
    else this.sendWords(text, ready);
    this.problem("");
    this.forget();
  }

  sendWords(text, ready) {
    const files = { files: ready.map((one) => one.id), faces: ready.map((one) => one.face) };
    this.say("chat:send", { text, ...files, quote: this.about?.row.seq, inner: this.isInner, articles: this.articlesIn?.(text) });
    ready.forEach((one) => one.drop());
    this.field.value = "";
    sessionStorage.removeItem(this.key);
  }

  /** Answer a row, or change one's own; words being typed wait meanwhile. */
  speakOf(act, row) {
    if (this.about?.act === "edit") this.forget();
    this.about = { act, row, typed: this.field.value };
    this.querySelector("[data-about]").hidden = false;
    this.querySelector("[data-about-text]").textContent = `${act === "edit" ? "Изменить" : "Ответ на"}: ${(row.text || "файл").slice(0, 120)}`;
    if (act === "edit") this.field.value = row.text;
    this.field.focus();
  }

  forget() {
    if (this.about?.act === "edit") this.field.value = this.about.typed;
    this.about = null;
    this.querySelector("[data-about]").hidden = true;
    this.field.focus();
  }

  problem(words) {
    this.querySelector("[data-problem]").textContent = words;
  }

  say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

customElements.define("chat-composer", ChatComposer);
