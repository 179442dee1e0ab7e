// <presence-switch heartbeat="…" state="ready">: tells the server every ten seconds that a page is open,
// from one tab of a browser at a time (the rest listen to the lock), and counts how long the state lasts.
const EVERY_MS = 10_000;

class PresenceSwitch extends HTMLElement {
  connectedCallback() {
    if (this.getAttribute("state") === "offline") return;
    this.timer = setInterval(() => this.beat(), EVERY_MS);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  beat() {
    const token = this.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const send = () => fetch(this.getAttribute("heartbeat"), { method: "POST", headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => {});
    if (!navigator.locks) return send();
    return navigator.locks.request("desk-heartbeat", { ifAvailable: true }, (lock) => lock && send());
  }
}

customElements.define("presence-switch", PresenceSwitch);
