// <column-grip for="list" least="240" most="560">: the line between two columns of the desk. It is dragged, moved by
// arrow keys, and a double click gives the usual width back; the width is remembered in this browser.
const KEY = "desk-columns";
const STEP = 16;

const kept = () => JSON.parse(localStorage.getItem(KEY) ?? "{}");

function apply(name, width) {
  const root = document.documentElement.style;
  if (width) root.setProperty(`--column-${name}`, `${width}px`);
  else root.removeProperty(`--column-${name}`);
}

for (const [name, width] of Object.entries(kept())) apply(name, width);

class ColumnGrip extends HTMLElement {
  connectedCallback() {
    this.name = this.getAttribute("for");
    this.tabIndex = 0;
    this.setAttribute("role", "separator");
    this.setAttribute("aria-orientation", "vertical");
    this.addEventListener("pointerdown", (event) => this.grab(event));
    this.addEventListener("dblclick", () => this.set(null));
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.say();
  }

  pane() {
    return document.querySelector(`.desk__pane[data-name="${this.name}"]`);
  }

  /** Towards the end of the line the left column grows and the right one shrinks. */
  get sign() {
    return this.name === "list" ? 1 : -1;
  }

  grab(event) {
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    const [from, width] = [event.clientX, this.pane().offsetWidth];
    const move = ({ clientX }) => this.set(width + this.sign * (clientX - from));
    this.addEventListener("pointermove", move);
    this.addEventListener("lostpointercapture", () => this.removeEventListener("pointermove", move), { once: true });
  }

  pressed(event) {
    const step = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
    if (event.key === "Home") this.set(null);
    if (!step) return;
    event.preventDefault();
    this.set(this.pane().offsetWidth + this.sign * step);
  }

  set(width) {
    const [least, most] = ["least", "most"].map((name) => Number(this.getAttribute(name)));
    const wanted = width && Math.round(Math.min(most, Math.max(least, width)));
    apply(this.name, wanted);
    localStorage.setItem(KEY, JSON.stringify({ ...kept(), [this.name]: wanted ?? undefined }));
    this.say();
  }

  say() {
    this.setAttribute("aria-valuenow", String(this.pane()?.offsetWidth ?? 0));
    this.setAttribute("aria-valuemin", this.getAttribute("least"));
    this.setAttribute("aria-valuemax", this.getAttribute("most"));
  }
}

customElements.define("column-grip", ColumnGrip);
