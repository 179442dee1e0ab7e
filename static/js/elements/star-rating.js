// <star-rating>: says in words what the stars mean. The stars themselves are radios and work without it.
const WORDS = ["", "Совсем не помогло", "Скорее не помогло", "Помогло отчасти", "Помогло", "Отлично помогло"];

class StarRating extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    const chosen = this.querySelector("input:checked");
    this.querySelector(".rating-words").textContent = chosen ? WORDS[chosen.value] : "";
  }
}

customElements.define("star-rating", StarRating);
