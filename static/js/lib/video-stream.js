// The adaptive film of a <video>: hls.js (loaded when it begins) gives it voices and sizes; without it the plain file plays.
export class VideoStream {
  constructor(film, master, library) {
    Object.assign(this, { film, master, library, isLoaded: false });
  }

  // Puts the stream in the plain file's place; false when this browser or connection can't.
  async load(from) {
    if (this.isLoaded) return true;
    try {
      const { default: Hls } = await import(this.library);
      if (!Hls.isSupported()) return false;
      this.hls = new Hls({
        enableWorker: false, // a worker would need blob: in the page's policy
        startPosition: from,
        subtitleTrackController: undefined, // subtitles are the page's own <track>
        subtitleStreamController: undefined,
        timelineController: undefined,
      });
      await this.attached(Hls);
      this.isLoaded = true;
    } catch {
      this.stop();
    }
    return this.isLoaded;
  }

  attached(Hls) {
    return new Promise((done, failed) => {
      this.hls.once(Hls.Events.MANIFEST_PARSED, done);
      this.hls.on(Hls.Events.ERROR, (_, error) => error.fatal && this.lost(error, Hls, failed));
      this.hls.loadSource(this.master);
      this.hls.attachMedia(this.film);
    });
  }

  // A broken connection is tried again; anything else goes back to the plain file, at the same place.
  lost(error, Hls, failed) {
    failed(error);
    if (!this.isLoaded) return;
    if (error.type === Hls.ErrorTypes.NETWORK_ERROR && !this.isRetried) {
      this.isRetried = true;
      this.hls.startLoad();
      return;
    }
    const at = this.film.currentTime;
    this.stop();
    this.film.currentTime = at;
    this.film.play().catch(() => {});
  }

  voice(code) {
    const tracks = this.hls?.audioTracks ?? [];
    const chosen = tracks.findIndex((track) => track.url.endsWith(`/${code}.m3u8`));
    if (chosen >= 0 && chosen !== this.hls.audioTrack) this.hls.audioTrack = chosen;
  }

  quality(height) {
    if (this.hls) this.hls.nextLevel = this.hls.levels.findIndex((level) => String(level.height) === height);
  }

  stop() {
    if (!this.hls) return;
    this.hls.destroy();
    this.hls = null;
    this.isLoaded = false;
    this.film.load(); // its <source> again
  }
}
