// <wall-freshness watches="id">: what the watched figures are as of. When they grow old it says so in words and
// by `stale`; the figures stay, also when the session has ended. `data-at` of the watched element is the server's moment,
// its age is counted by this page's own clock.
import { unwatch, watch } from "../lib/ticker.js";
import { span } from "../lib/words.js";

const OLD_S = 60;
const SIGNED_OUT = 401;
const format = new Intl.DateTimeFormat("ru", { timeZone: "Europe/Moscow", hour: "2-digit", minute: "2-digit", second: "2-digit" });

class WallFreshness extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("[data-words]");
    this.state = () => this.tick();
    this.refused = (event) => this.keep(event);
    document.addEventListener("live:state", this.state);
    document.addEventListener("htmx:responseError", this.refused, true);
    watch(this);
  }

  disconnectedCallback() {
    document.removeEventListener("live:state", this.state);
    document.removeEventListener("htmx:responseError", this.refused, true);
    unwatch(this);
  }

  keep(event) {
    const isOurs = event.target.getAttribute?.("hx-target") === `#${this.getAttribute("watches")}`;
    if (!isOurs || event.detail.xhr.status !== SIGNED_OUT) return;
    // Elsewhere the page is loaded again and asks to sign in: here that would take the figures off the wall.
    event.stopImmediatePropagation();
    this.isOut = true;
    this.tick();
  }

  tick() {
    const at = document.getElementById(this.getAttribute("watches"))?.dataset.at;
    if (!at) return;
    if (at !== this.at) {
      this.at = at;
      this.came = performance.now();
      this.isOut = false;
    }
    const age = (performance.now() - this.came) / 1000;
    const hasEnded = this.isOut || document.documentElement.dataset.live === "ended";
    const isOld = age > OLD_S || hasEnded;
    this.toggleAttribute("stale", isOld);
    const words = isOld ? this.old(age, hasEnded) : `Данные на ${format.format(new Date(at))}`;
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  old(age, hasEnded) {
    const clock = format.format(new Date(this.at)).slice(0, 5);
    if (hasEnded) return `Сеанс закончился: данные на ${clock}. Войдите снова`;
    return `Нет связи ${span(age)}: данные на ${clock}`;
  }
}

customElements.define("wall-freshness", WallFreshness);
