// Places of a film: chapters and sentences lead to them and are marked while they play; the last place is remembered here.
const NEAR_END_S = 5;
const words = (time) => `${Math.floor(time / 60)}:${String(Math.floor(time) % 60).padStart(2, "0")}`;

export class VideoPlaces {
  constructor(player, film, go) {
    Object.assign(this, { player, film, go, start: null, name: `video:${player.getAttribute("code")}` });
    this.chapters = [...player.querySelectorAll("[data-start]")];
    this.lines = [...player.querySelectorAll("[data-end]")];
    this.link = document.querySelector(".video-take copy-button");
    this.address = this.link?.getAttribute("text");
    player.addEventListener("click", (event) => this.click(event));
    film.addEventListener("timeupdate", () => this.tick());
    film.addEventListener("ended", () => localStorage.removeItem(this.name));
  }

  click(event) {
    const link = event.target.closest("a[data-time]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.go(Number(link.dataset.time));
    this.film.scrollIntoView({ block: "nearest" });
    this.film.focus({ preventScroll: true });
  }

  tick() {
    const at = this.film.currentTime;
    this.mark(this.chapters, (one, next) => at >= one.dataset.start - 0.05 && (!next || at < next.dataset.start - 0.05));
    this.mark(this.lines, (one) => at >= one.dataset.time && at <= Number(one.dataset.end) + 0.3);
    if (this.film.paused) return;
    const whole = Math.floor(at);
    if (whole === this.kept) return;
    this.kept = whole;
    if (at < this.film.duration - NEAR_END_S) localStorage.setItem(this.name, String(whole));
    else localStorage.removeItem(this.name);
    this.link?.setAttribute("text", whole ? `${this.address}?t=${whole}` : this.address);
  }

  mark(things, isNow) {
    things.forEach((one, at) => {
      const now = isNow(one, things[at + 1]);
      if (now !== one.hasAttribute("aria-current")) one.toggleAttribute("aria-current", now);
      if (now) one.setAttribute("aria-current", "true");
    });
  }

  // The start of the next chapter (1), or of this one, or of the one before when this has just begun (-1).
  chapter(step) {
    const starts = this.chapters.map((one) => Number(one.dataset.start));
    const at = this.film.currentTime;
    if (step > 0) return starts.find((start) => start > at + 0.1) ?? at;
    return starts.findLast((start) => start < at - 2) ?? 0;
  }

  remembered() {
    return Number(localStorage.getItem(this.name)) || 0;
  }

  offer(time, says) {
    this.start = time;
    says.textContent = `Начнётся с ${words(time)}: отсюда ссылка или здесь вы остановились.`;
    says.hidden = false;
    this.film.addEventListener("play", () => (says.hidden = true), { once: true });
  }
}
