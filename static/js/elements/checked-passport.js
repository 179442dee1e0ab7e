// <checked-passport both="passport" issued="issued_on" born="born">…fields…</checked-passport>: do the parts go together?
// Attributes name the fields; `series` and `number` instead of `both`. Each field says its own errors itself.
import { checkDate } from "../checks/birth.js";
import { today } from "../checks/kinds.js";
import { checkPassport, checkSeriesAndNumber } from "../checks/passport.js";

class CheckedPassport extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector(":scope > output") ?? this.appendChild(document.createElement("output"));
    this.words.className = "checked-field__words";
    this.words.setAttribute("aria-live", "polite");
    this.addEventListener("focusout", () => this.judge());
  }

  typed(part) {
    const name = this.getAttribute(part);
    return (name && this.querySelector(`[name="${name}"]`)?.value) || "";
  }

  judge() {
    const both = this.typed("both") || `${this.typed("series")} ${this.typed("number")}`;
    const digits = checkSeriesAndNumber(both, today()).value;
    if (!digits) return this.say("");
    const [issued, born] = ["issued", "born"].map((part) => checkDate(this.typed(part)).value);
    const parts = { series: digits.slice(0, 4), number: digits.slice(4), issued, born };
    const { errors, warnings } = checkPassport(parts, today());
    const [wrong] = errors;
    const doubt = warnings.find((remark) => remark.field !== "number");
    this.say((wrong ?? doubt)?.text ?? "", wrong ? "wrong" : "doubt");
  }

  say(text, verdict = "") {
    this.words.textContent = text;
    this.dataset.verdict = text ? verdict : "";
  }
}

customElements.define("checked-passport", CheckedPassport);
