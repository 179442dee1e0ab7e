// <work-timer url="…">: counts seconds while the appeal is open, the page in focus and its reader not gone;
// tells the server once a minute and on leaving. The server counts no more than the wall's clock.
import { unwatch, watch } from "../lib/ticker.js";

const BEAT_S = 60;
const GONE_AFTER_MS = 180_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

class WorkTimer extends HTMLElement {
  connectedCallback() {
    this.visit = crypto.randomUUID?.();
    if (!this.visit) return;
    this.seconds = 0;
    this.last = this.active = Date.now();
    this.stirred = () => (this.active = Date.now());
    this.left = () => this.tell();
    SIGNS.forEach((sign) => addEventListener(sign, this.stirred, { passive: true }));
    addEventListener("pagehide", this.left);
    watch(this);
  }

  disconnectedCallback() {
    if (!this.visit) return;
    unwatch(this);
    SIGNS.forEach((sign) => removeEventListener(sign, this.stirred));
    removeEventListener("pagehide", this.left);
    this.tell();
  }

  tick(now) {
    const gone = Math.min((now - this.last) / 1000, 2);
    this.last = Number(now);
    if (document.hasFocus() && now - this.active < GONE_AFTER_MS) this.seconds += gone;
    if (this.seconds >= BEAT_S) this.tell();
  }

  tell() {
    const seconds = Math.floor(this.seconds);
    if (seconds < 5) return;
    this.seconds -= seconds;
    const body = new FormData();
    body.set("visit", this.visit);
    body.set("seconds", seconds);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    fetch(this.getAttribute("url"), { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

customElements.define("work-timer", WorkTimer);
