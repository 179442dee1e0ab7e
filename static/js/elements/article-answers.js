// <article-answers url="…"><textarea></textarea></article-answers>: `??` and a few letters find a help article;
// Enter puts its text in place of what was typed, the next line puts its link.
import { AnswerTemplates } from "./answer-templates.js";

class ArticleAnswers extends AnswerTemplates {
  static typed = /(^|\s)\?\?([^\n?]{0,60})$/;
  static sign = "??";
  static label = "Готовые ответы";
  static opener = "[data-articles]";
}

customElements.define("article-answers", ArticleAnswers);
