// <file-picker max-files="10" max-mb="25">: shows what is chosen, adds to it, refuses what cannot be sent and says
// how to shrink it; the bar fills while an htmx form is on its way. Without scripts the input works alone.
import { icon } from "../lib/icon.js";
import { plural, size } from "../lib/words.js";

class FilePicker extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.list = this.querySelector("ul");
    if (!this.input) return;
    this.maxFiles = Number(this.getAttribute("max-files") || 10);
    this.maxMb = Number(this.getAttribute("max-mb") || 25);
    this.chosen = [];
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.addEventListener("dragover", (event) => this.over(event, true));
    this.addEventListener("dragleave", (event) => this.over(event, false));
    this.addEventListener("drop", (event) => {
      this.over(event, false);
      this.add([...event.dataTransfer.files]);
    });
    this.form = this.input.form;
    this.form?.addEventListener("htmx:xhr:progress", (event) => this.progress(event.detail));
    this.form?.addEventListener("submit", () => this.chosen.length && this.progress({}));
    this.form?.addEventListener("htmx:afterRequest", () => this.bar?.remove());
  }

  over(event, on) {
    event.preventDefault();
    this.toggleAttribute("data-over", on);
  }

  add(files) {
    const refused = [];
    for (const file of files) {
      const same = this.chosen.some((known) => known.name === file.name && known.size === file.size);
      const reason = this.refusal(file);
      if (reason) refused.push([file, reason]);
      else if (!same) this.chosen.push(file);
    }
    this.keep();
    this.draw(refused);
  }

  refusal(file) {
    if (file.size > this.maxMb * 1024 * 1024) {
      return `${size(file.size)} — больше ${this.maxMb} МБ. ${
        file.type.startsWith("image/")
          ? "Уменьшите фото в галерее телефона или пришлите снимок экрана."
          : "Сохраните документ как PDF меньшего размера или разделите на части."
      }`;
    }
    if (file.size === 0) return "Файл пустой. Выберите его ещё раз.";
    if (this.chosen.length >= this.maxFiles) {
      return `Можно не больше ${this.maxFiles} ${plural(this.maxFiles, "файла", "файлов", "файлов")}. Уберите лишний и добавьте снова.`;
    }
    return "";
  }

  keep() {
    const transfer = new DataTransfer();
    for (const file of this.chosen) transfer.items.add(file);
    this.input.files = transfer.files;
  }

  draw(refused) {
    this.list.replaceChildren(
      ...this.chosen.map((file) => this.row(file, size(file.size), false)),
      ...refused.map(([file, reason]) => this.row(file, reason, true)),
    );
  }

  row(file, note, refused) {
    const row = document.createElement("li");
    row.className = `file-list__file${refused ? " file-list__file--refused" : ""}`;
    const name = document.createElement("span");
    name.className = "file-list__name";
    name.textContent = file.name;
    name.title = file.name;
    const words = document.createElement("span");
    words.className = "file-list__size";
    words.textContent = note;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button--quiet button--small button--icon";
    remove.setAttribute("aria-label", `Убрать ${file.name}`);
    remove.append(icon("x"));
    remove.addEventListener("click", () => {
      this.chosen = this.chosen.filter((known) => known !== file);
      this.keep();
      row.remove();
      this.input.focus();
    });
    row.append(icon(file.type.startsWith("image/") ? "photo" : "file", "medium"), name, words, remove);
    return row;
  }

  progress({ loaded, total }) {
    if (!this.chosen.length) return;
    if (!this.bar?.isConnected) {
      this.bar = document.createElement("progress");
      this.bar.setAttribute("aria-label", "Отправляем файлы");
      this.list.after(this.bar);
    }
    if (total) {
      this.bar.max = total;
      this.bar.value = loaded;
    }
  }
}

customElements.define("file-picker", FilePicker);
