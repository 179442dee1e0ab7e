// <insert-text into="selector"><… data-text>…</…><button hidden><span>Вставить</span></button></insert-text>
// Puts a prepared text where the person is writing; without such a place the button copies it instead.
class InsertText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    this.words = button.querySelector("span");
    if (!this.place) this.words.textContent = "Скопировать";
    button.hidden = false;
    button.addEventListener("click", this);
  }

  get place() {
    return document.querySelector(this.getAttribute("into"));
  }

  get text() {
    return this.querySelector("[data-text]").textContent.trim();
  }

  handleEvent() {
    const place = this.place;
    if (place) this.insert(place);
    else this.copy();
  }

  insert(place) {
    document.querySelector("composer-tabs [data-mode=reply]")?.click();
    const start = place.value.trimEnd();
    place.value = start ? `${start}\n\n${this.text}\n` : `${this.text}\n`;
    place.dispatchEvent(new Event("input", { bubbles: true }));
    place.focus();
    this.say("Вставлено: проверьте и отправьте");
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      this.say("Скопировано");
    } catch {
      this.say("Выделите и скопируйте");
    }
  }

  say(words) {
    const before = (this.before ??= this.words.textContent);
    this.words.textContent = words;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.words.textContent = before;
    }, 3_000);
  }
}

customElements.define("insert-text", InsertText);
