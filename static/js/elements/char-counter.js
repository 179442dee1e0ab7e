// <char-counter><textarea maxlength="5000"></textarea></char-counter>: says what is left from three quarters on.
import { plural } from "../lib/words.js";

class CharCounter extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea, input");
    this.limit = this.area?.maxLength ?? -1;
    if (this.limit < 1) return;
    this.words = this.querySelector("output") ?? this.appendChild(document.createElement("output"));
    this.words.className = "field__hint";
    this.addEventListener("input", () => this.show());
    this.show();
  }

  show() {
    const left = this.limit - this.area.value.length;
    this.words.textContent = left > this.limit / 4 ? "" : `Осталось ${left} ${plural(left, "знак", "знака", "знаков")}`;
  }
}

customElements.define("char-counter", CharCounter);
