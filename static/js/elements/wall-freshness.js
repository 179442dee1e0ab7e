// <wall-freshness watches="id">: what the watched figures are as of. When they grow old it says so in words and
// by `stale`; the figures stay. `data-at` of the watched element is the server's moment, age is by this page's own clock.
import { unwatch, watch } from "../lib/ticker.js";
import { span } from "../lib/words.js";

const OLD_S = 60;
const format = new Intl.DateTimeFormat("ru", { timeZone: "Europe/Moscow", hour: "2-digit", minute: "2-digit", second: "2-digit" });

class WallFreshness extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("[data-words]");
    this.ended = () => this.tick();
    document.addEventListener("live:state", this.ended);
    watch(this);
  }

  disconnectedCallback() {
    document.removeEventListener("live:state", this.ended);
    unwatch(this);
  }

  tick() {
    const at = document.getElementById(this.getAttribute("watches"))?.dataset.at;
    if (!at) return;
    if (at !== this.at) {
      this.at = at;
      this.came = performance.now();
    }
    const age = (performance.now() - this.came) / 1000;
    const isOld = age > OLD_S || document.documentElement.dataset.live === "ended";
    this.toggleAttribute("stale", isOld);
    const words = isOld ? this.old(age) : `Данные на ${format.format(new Date(at))}`;
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  old(age) {
    const clock = format.format(new Date(this.at)).slice(0, 5);
    if (document.documentElement.dataset.live === "ended") return `Сеанс закончился: данные на ${clock}. Войдите снова`;
    return `Нет связи ${span(age)}: данные на ${clock}`;
  }
}

customElements.define("wall-freshness", WallFreshness);
