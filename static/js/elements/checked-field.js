// <checked-field kind="snils"><input></checked-field>: spells a number while one types and says what is wrong with it.
// Speaks once the number is whole or the field is left; never stops the form: the server says the same words.
import { KINDS, today } from "../checks/kinds.js";

class CheckedField extends HTMLElement {
  connectedCallback() {
    this.kind = KINDS[this.getAttribute("kind")];
    this.input = this.querySelector("input");
    if (!this.kind || !this.input) return;
    this.words = this.querySelector("output") ?? this.appendChild(this.hint());
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("focusout", () => this.left());
  }

  hint() {
    const words = document.createElement("output");
    words.id = `${this.input.id || this.input.name}-check`;
    words.className = "checked-field__words";
    words.setAttribute("aria-live", "polite");
    const described = this.input.getAttribute("aria-describedby");
    this.input.setAttribute("aria-describedby", described ? `${described} ${words.id}` : words.id);
    return words;
  }

  typed(event) {
    const atEnd = this.input.selectionStart === this.input.value.length;
    const deletes = event.inputType?.startsWith("delete");
    if (this.kind.types && atEnd && !deletes) this.spell();
    if (this.isWhole()) this.judge();
    else this.say("");
  }

  left() {
    if (!this.input.value.trim()) return this.say("");
    this.spell();
    this.judge();
  }

  isWhole() {
    return this.kind.full.includes(this.input.value.replace(/[^0-9]/g, "").length);
  }

  spell() {
    // A text with letters is left alone: what to correct is said, nothing is taken away.
    const spelt = /\p{L}/u.test(this.input.value) ? this.input.value : this.kind.format?.(this.input.value);
    if (spelt && spelt !== this.input.value && !this.loses(spelt)) this.input.value = spelt;
  }

  loses(spelt) {
    const digits = (text) => text.replace(/[^0-9]/g, "");
    return this.kind.types && digits(spelt) !== digits(this.input.value);
  }

  judge() {
    const { errors, warnings } = this.kind.check(this.input.value, today());
    if (errors.length) this.say(errors[0].text, "wrong");
    else if (warnings.length) this.say(warnings[0].text, "doubt");
    else this.say(this.kind.right, "right");
  }

  say(text, verdict = "") {
    this.words.textContent = text;
    this.dataset.verdict = text ? verdict : "";
    if (verdict === "wrong") this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}

customElements.define("checked-field", CheckedField);
