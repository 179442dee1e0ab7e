// <stream-view>: the stream of an appeal. It opens at its end; what arrives is marked, and followed only by those who
// stand at the end, others get a button. «Только переписка» hides changes and notes and stays chosen in this tab.
const NEAR = 80;
const CHOICE = "only-talk";

class StreamView extends HTMLElement {
  connectedCallback() {
    this.scroller = this.querySelector(".desk__scroll");
    this.fresh = this.querySelector(".stream__fresh");
    this.only = this.querySelector("[data-only-talk]");
    this.known = this.last();
    this.atEnd = true;
    this.only.checked = sessionStorage.getItem(CHOICE) === "yes";
    this.choose();
    this.only.addEventListener("change", () => this.choose());
    this.fresh.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => this.scrolled());
    this.watcher = new MutationObserver(() => this.arrived());
    this.watcher.observe(this.querySelector("#ticket-stream"), { childList: true });
    this.toEnd();
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
  }

  items() {
    return [...this.querySelectorAll("[data-seq]")];
  }

  last() {
    return Math.max(0, ...this.items().map((item) => Number(item.dataset.seq)));
  }

  choose() {
    sessionStorage.setItem(CHOICE, this.only.checked ? "yes" : "no");
    this.toggleAttribute("data-only", this.only.checked);
    this.toEnd();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.atEnd) this.fresh.hidden = true;
  }

  arrived() {
    const fresh = this.items().filter((item) => Number(item.dataset.seq) > this.known);
    if (!fresh.length) return;
    fresh.forEach((item) => item.classList.add("timeline__item--new"));
    this.known = this.last();
    if (this.atEnd) this.toEnd();
    else this.fresh.hidden = false;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.fresh.hidden = true;
  }
}

customElements.define("stream-view", StreamView);
