// <wall-replay>: a form with a slider of minutes. Moving it asks for the minute at once; «▶» walks on by itself.
// Without the script the same form has a button. Arrows move by a minute, PageUp and PageDown by a quarter of an hour.
const STEP_MS = 700;
const QUARTER = 15;

class WallReplay extends HTMLElement {
  connectedCallback() {
    this.slider = this.querySelector("input[type=range]");
    this.time = this.querySelector("input[type=time]");
    this.play = this.querySelector("[data-play]");
    if (!this.slider) return;
    this.addEventListener("input", (event) => event.target === this.slider && this.show());
    this.addEventListener("change", (event) => event.target === this.slider && this.ask());
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("click", (event) => this.clicked(event));
    this.play.hidden = false;
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  words(minute) {
    return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
  }

  show() {
    this.time.value = this.words(Number(this.slider.value));
    this.slider.setAttribute("aria-valuetext", this.time.value);
  }

  ask() {
    this.querySelector("form").requestSubmit();
  }

  move(minutes) {
    const before = this.slider.value;
    this.slider.value = Number(before) + minutes;
    if (this.slider.value === before) return false;
    this.show();
    this.ask();
    return true;
  }

  pressed(event) {
    const quarter = { PageUp: QUARTER, PageDown: -QUARTER }[event.key];
    if (event.target !== this.slider || !quarter) return;
    event.preventDefault();
    this.move(quarter);
  }

  clicked(event) {
    const step = event.target.closest("[data-step]");
    if (step) {
      event.preventDefault();
      this.move(Number(step.dataset.step));
    }
    if (event.target.closest("[data-play]")) this.toggle();
  }

  toggle() {
    const isPlaying = Boolean(this.timer);
    clearInterval(this.timer);
    this.timer = isPlaying ? null : setInterval(() => this.move(1) || this.toggle(), STEP_MS);
    this.play.setAttribute("aria-pressed", String(!isPlaying));
  }
}

customElements.define("wall-replay", WallReplay);
