// How a call sounds, from getStats: figures for the record, one of three words for people.
const POOR = { loss: 0.08, rtt_ms: 600, jitter_ms: 80 };
const FAIR = { loss: 0.03, rtt_ms: 300, jitter_ms: 40 };

const worse = (figures, limits) => Object.keys(limits).some((name) => (figures[name] ?? 0) > limits[name]);

/** «good», «fair» or «poor». */
export function judged(figures) {
  if (figures.silent || worse(figures, POOR)) return "poor";
  return worse(figures, FAIR) ? "fair" : "good";
}

/** Reads one connection again and again; each figure is about the time since the last reading. */
export class QualityReader {
  constructor(pc) {
    this.pc = pc;
    this.last = { received: 0, lost: 0 };
  }

  async read() {
    const seen = { received: 0, lost: 0, jitter: 0, rtt: 0, far: 0, energy: 0, level: 0 };
    for (const report of (await this.pc.getStats()).values()) this.add(seen, report);
    const received = seen.received - this.last.received;
    const lost = Math.max(0, seen.lost - this.last.lost);
    this.last = seen;
    const here = received + lost ? lost / (received + lost) : 0;
    return {
      loss: Number(Math.max(here, seen.far).toFixed(3)),
      rtt_ms: Math.round(seen.rtt * 1000),
      jitter_ms: Math.round(seen.jitter * 1000),
      silent: received + lost === 0,
      packets: seen.received,
      energy: seen.energy,
      level: seen.level,
    };
  }

  add(seen, report) {
    if (report.type === "inbound-rtp" && report.kind === "audio") {
      seen.received += report.packetsReceived ?? 0;
      seen.lost += report.packetsLost ?? 0;
      seen.jitter = report.jitter ?? 0;
      seen.energy = report.totalAudioEnergy ?? 0;
      seen.level = report.audioLevel ?? 0;
    } else if (report.type === "remote-inbound-rtp") {
      seen.far = Math.max(0, report.fractionLost ?? 0);
      seen.rtt ||= report.roundTripTime ?? 0;
    } else if (report.type === "candidate-pair" && report.nominated && report.state === "succeeded") {
      seen.rtt = report.currentRoundTripTime ?? seen.rtt;
    }
  }
}
