// <copy-button text="…"><button>…<span>Скопировать</span></button></copy-button>
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  async handleEvent() {
    const words = this.querySelector("span");
    const before = (this.before ??= words.textContent);
    try {
      await navigator.clipboard.writeText(this.getAttribute("text"));
      words.textContent = "Скопировано";
    } catch {
      words.textContent = "Выделите и скопируйте";
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      words.textContent = before;
    }, 2_000);
  }
}

customElements.define("copy-button", CopyButton);
