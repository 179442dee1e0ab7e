// <bell-button topic="bell:…" sound="on|off">: the bell of the desk. A poke fetches the number again, also in a hidden
// tab, where the sound is needed most; one tab of a browser chimes. Without a click the browser allows no sound: it is owed.
import { chime, setSound } from "../lib/chime.js";
import { listen } from "../lib/live-socket.js";

const PAUSE_MS = 1_000;
const HEARD = "bell-heard";

class BellButton extends HTMLElement {
  connectedCallback() {
    setSound(this.getAttribute("sound") === "on");
    this.menu = this.querySelector("details");
    this.menu.addEventListener("toggle", () => this.menu.open && this.refetch("lines"));
    this.addEventListener("htmx:afterSettle", () => this.heard());
    this.addEventListener("click", (event) => this.follow(event));
    this.stop = listen(this.getAttribute("topic"), () => this.poke());
    this.paid = () => this.owed && this.pay();
    addEventListener("pointerdown", this.paid);
    addEventListener("keydown", this.paid);
    localStorage.getItem(HEARD) ?? localStorage.setItem(HEARD, this.newest);
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.timer);
    removeEventListener("pointerdown", this.paid);
    removeEventListener("keydown", this.paid);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  get newest() {
    return this.part("count")?.dataset.newest ?? "";
  }

  refetch(name) {
    this.part(name)?.dispatchEvent(new CustomEvent("refetch"));
  }

  poke() {
    if (this.timer) {
      this.missed = true;
      return;
    }
    this.missed = false;
    this.refetch("count");
    if (this.menu.open) this.refetch("lines");
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.missed) this.poke();
    }, PAUSE_MS);
  }

  /** Chime once for what is newer than the last chime of any tab; keys are in the order of time. */
  heard() {
    const { newest } = this;
    const once = () => {
      if (!newest || newest <= (localStorage.getItem(HEARD) ?? "")) return;
      localStorage.setItem(HEARD, newest);
      if (!this.part("count").hasAttribute("data-resting")) this.ring();
    };
    return navigator.locks ? navigator.locks.request(HEARD, once) : once();
  }

  ring() {
    if (this.getAttribute("sound") !== "on") return;
    this.owed = !navigator.userActivation?.hasBeenActive;
    this.part("muted").hidden = !this.owed;
    chime();
  }

  pay() {
    this.owed = false;
    this.part("muted").hidden = true;
    chime();
  }

  /** What is followed is read: said on the way, the page is not held up. */
  follow(event) {
    const link = event.target.closest("a[data-notice]");
    if (!link) return;
    const body = new FormData();
    body.set("notice", link.dataset.notice);
    body.set("csrfmiddlewaretoken", this.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    const form = this.querySelector("form[action]");
    fetch(form?.getAttribute("action") ?? "", { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

customElements.define("bell-button", BellButton);
