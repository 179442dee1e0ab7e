// <video-player code master hls begins>: one film with its chapters and words. Native controls stay; this adds voices,
// sizes, speed, keys of its own, links into the film, and remembers the place. Without scripts: <video> and <track>.
import { VideoPlaces } from "../lib/video-places.js";
import { VideoStream } from "../lib/video-stream.js";
import { countWatching } from "../lib/video-counts.js";

const STEP_S = 10;

class VideoPlayer extends HTMLElement {
  connectedCallback() {
    this.film = this.querySelector("video");
    this.says = this.querySelector("[data-says]");
    this.stream = new VideoStream(this.film, this.getAttribute("master"), this.getAttribute("hls"));
    this.places = new VideoPlaces(this, this.film, (time) => this.go(time));
    countWatching(this.film, this.querySelectorAll("[data-start]"));
    this.choices();
    this.film.addEventListener("play", () => this.begin(), { once: true });
    this.querySelector(".video-player").addEventListener("keydown", (event) => this.key(event));
    this.querySelectorAll("[data-tools]").forEach((tool) => {
      tool.hidden = false;
    });
    const from = Number(this.getAttribute("begins")) || this.places.remembered();
    if (from > 1) this.places.offer(from, this.says);
  }

  disconnectedCallback() {
    this.stream.stop();
  }

  // The adaptive stream takes the plain file's place when a person begins, not before: nobody pays for what is not watched.
  async begin() {
    this.isBegun = true;
    const from = this.places.start ?? this.film.currentTime;
    this.places.start = null;
    this.film.pause();
    if (!(await this.stream.load(from))) {
      this.film.currentTime = from;
      this.querySelector("[data-voice]").disabled = true;
      this.querySelector("[data-quality]").disabled = true;
    }
    this.stream.voice(this.querySelector("[data-voice]").value);
    this.stream.quality(this.querySelector("[data-quality]").value);
    this.film.playbackRate = Number(this.querySelector("[data-speed]").value);
    this.subtitles(this.querySelector("[data-subtitles]").value);
    await this.play();
  }

  go(time) {
    if (this.film.paused && !this.isBegun) this.places.start = time;
    else this.film.currentTime = time;
    this.play();
  }

  // A play that another choice interrupts is no error.
  play() {
    return this.film.play().catch(() => {});
  }

  choices() {
    const on = (name, act) => {
      const box = this.querySelector(`[data-${name}]`);
      // A browser that brings a page back brings the choices back too.
      box.addEventListener("change", () => act(box.value));
    };
    on("voice", (code) => this.stream.voice(code));
    on("quality", (height) => this.stream.quality(height));
    on("speed", (rate) => {
      this.film.playbackRate = Number(rate);
    });
    on("subtitles", (language) => this.subtitles(language));
    this.film.textTracks.addEventListener("change", () => this.follow());
  }

  subtitles(language) {
    for (const track of this.film.textTracks) track.mode = track.language === language ? "showing" : "disabled";
  }

  // The browser's own button for subtitles and our list say the same.
  follow() {
    const shown = [...this.film.textTracks].find((track) => track.mode === "showing");
    this.querySelector("[data-subtitles]").value = shown?.language ?? "";
  }

  key(event) {
    if (event.target.matches("select") || event.ctrlKey || event.altKey || event.metaKey) return;
    const box = this.querySelector("[data-subtitles]");
    const acts = {
      KeyK: () => (this.film.paused ? this.play() : this.film.pause()),
      KeyJ: () => this.go(Math.max(0, this.film.currentTime - STEP_S)),
      KeyL: () => this.go(this.film.currentTime + STEP_S),
      KeyN: () => this.go(this.places.chapter(1)),
      KeyP: () => this.go(this.places.chapter(-1)),
      KeyC: () => this.subtitles(box.value ? "" : box.options[0].value),
      KeyM: () => {
        this.film.muted = !this.film.muted;
      },
    };
    if (!acts[event.code]) return;
    event.preventDefault();
    acts[event.code]();
  }
}

customElements.define("video-player", VideoPlayer);
