// <here-now ticket="uuid">: colleagues see that this appeal is open here, and whether an answer is being typed.
// What they see is a list the server draws: <live-updates topics="presence:uuid" hx-get="…">.
import { beHere } from "../lib/live-socket.js";

const REPEAT_MS = 20_000;
const TYPING_MS = 8_000;

class HereNow extends HTMLElement {
  connectedCallback() {
    this.typedAt = 0;
    this.typed = (event) => {
      if (!event.target.closest(".composer")) return;
      const wasTyping = this.mode() === "typing";
      this.typedAt = Date.now();
      if (!wasTyping) this.say();
    };
    this.opened = ({ detail }) => detail.state === "live" && this.say();
    document.addEventListener("input", this.typed);
    document.addEventListener("live:state", this.opened);
    this.timer = setInterval(() => this.say(), REPEAT_MS);
    this.say();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("input", this.typed);
    document.removeEventListener("live:state", this.opened);
  }

  mode() {
    return Date.now() - this.typedAt < TYPING_MS ? "typing" : "viewing";
  }

  say() {
    if (!document.hidden) beHere(this.getAttribute("ticket"), this.mode());
  }
}

customElements.define("here-now", HereNow);
