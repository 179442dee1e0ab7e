// <live-dot>: whether the page hears of changes at once or asks every 20 seconds.
const WORDS = {
  live: "Обновляется сразу",
  polling: "Связь прервалась: обновляем раз в 20 секунд",
  ended: "Сеанс закончился: войдите снова",
};

class LiveDot extends HTMLElement {
  connectedCallback() {
    this.className = "live-dot";
    this.setAttribute("role", "img");
    this.show = () => {
      const state = document.documentElement.dataset.live ?? "";
      this.dataset.state = state;
      this.title = WORDS[state] ?? "Страница не следит за изменениями";
      this.setAttribute("aria-label", this.title);
    };
    document.addEventListener("live:state", this.show);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("live:state", this.show);
  }
}

customElements.define("live-dot", LiveDot);
