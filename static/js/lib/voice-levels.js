// How loud each side is just now, for the bars of a call: from 0 to 1, about fifteen times a second while the page is seen.
const EVERY_MS = 66;
const LOUD = 0.35;

export class Levels {
  constructor(show) {
    this.show = show;
    this.context = new AudioContext();
    this.sides = new Map();
    this.seenAt = 0;
    const look = (at) => {
      if (this.closed) return;
      if (at - this.seenAt >= EVERY_MS) {
        this.seenAt = at;
        for (const [side, { analyser, samples }] of this.sides) this.show(side, this.level(analyser, samples));
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  watch(side, stream) {
    this.sides.get(side)?.source.disconnect();
    const source = this.context.createMediaStreamSource(stream);
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 512;
    source.connect(analyser);
    this.sides.set(side, { source, analyser, samples: new Float32Array(analyser.fftSize) });
    this.context.resume().catch(() => {});
  }

  level(analyser, samples) {
    analyser.getFloatTimeDomainData(samples);
    const mean = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    return Math.min(1, Math.sqrt(mean) / LOUD);
  }

  close() {
    this.closed = true;
    this.context.close().catch(() => {});
  }
}
