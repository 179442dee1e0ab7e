// <article-answers url="…"><textarea></textarea></article-answers>: `??` and a few letters find a help article;
// Enter puts its text in place of what was typed, the next line puts its link. Where the answer names its search
// (X-Search), what was taken is told to the same address: the help learns by it as by clicks of citizens.
import { AnswerTemplates } from "./answer-templates.js";

const ARTICLE = /^article-(.+?)(-link)?$/;

class ArticleAnswers extends AnswerTemplates {
  static typed = /(^|\s)\?\?([^\n?]{0,60})$/;
  static sign = "??";
  static label = "Готовые ответы";
  static opener = "[data-articles]";

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("answer:chosen", ({ detail }) => this.taken(ARTICLE.exec(detail.id)?.[1]));
  }

  more() {
    return this.search ? `&search=${this.search}` : "";
  }

  answered(answer) {
    this.search = answer.headers.get("X-Search");
  }

  taken(code) {
    if (!code || !this.search) return;
    const token = this.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ used: code, search: this.search, csrfmiddlewaretoken: token });
    fetch(this.getAttribute("url"), { method: "POST", body }).catch(() => null);
    this.search = null;
  }
}

customElements.define("article-answers", ArticleAnswers);
