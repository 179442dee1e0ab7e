// <colleague-names url="…"><textarea></textarea></colleague-names>: `@` and a few letters name a colleague in a note.
import { AnswerTemplates } from "./answer-templates.js";

class ColleagueNames extends AnswerTemplates {
  static typed = /(^|[\s(])@([^\n@,.;:!?]{0,40})$/;
  static sign = "@";
  static label = "Коллеги";
}

customElements.define("colleague-names", ColleagueNames);
