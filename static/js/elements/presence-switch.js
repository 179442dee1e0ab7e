// <presence-switch heartbeat="…" state="ready" topic="user:…">: tells the server every ten seconds that a page is open,
// from one tab of a browser at a time (the rest listen to the lock), and whether keys or the mouse were used
// in any of its tabs since. What others change (a supervisor, a limit, silence) is fetched at a poke, unless
// the menu is open just now.
import { listen } from "../lib/live-socket.js";

const EVERY_MS = 10_000;
const ACTIVE = "desk-active-at";
const SIGNS = ["keydown", "pointerdown", "wheel"];

class PresenceSwitch extends HTMLElement {
  connectedCallback() {
    this.note = () => localStorage.setItem(ACTIVE, String(Date.now()));
    this.stop = listen(this.getAttribute("topic"), () => this.refetch());
    if (this.getAttribute("state") === "offline") return;
    this.timer = setInterval(() => this.beat(), EVERY_MS);
    for (const sign of SIGNS) addEventListener(sign, this.note, { passive: true });
  }

  disconnectedCallback() {
    this.stop?.();
    clearInterval(this.timer);
    clearTimeout(this.later);
    for (const sign of SIGNS) removeEventListener(sign, this.note);
  }

  refetch() {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      if (!this.querySelector("details[open]")) this.dispatchEvent(new CustomEvent("refetch"));
    }, 300);
  }

  beat() {
    if (!navigator.locks) return this.send();
    return navigator.locks.request("desk-heartbeat", { ifAvailable: true }, (lock) => lock && this.send());
  }

  send() {
    const token = this.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const wasActive = Date.now() - Number(localStorage.getItem(ACTIVE)) < EVERY_MS * 1.5;
    const body = new URLSearchParams(wasActive ? { active: "1" } : {});
    return fetch(this.getAttribute("heartbeat"), { method: "POST", headers: { "X-CSRFToken": token }, body, keepalive: true }).catch(() => {});
  }
}

customElements.define("presence-switch", PresenceSwitch);
