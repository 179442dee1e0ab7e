// A connection that is kept alive: `hello` until there is sound, another way when the network changes, «lost» when there is none.
// Says "state" (connected, waiting, replaced, lost), "sound" (a stream), "muted" (whether the other side is).
import { VoicePeer } from "./voice-peer.js";

const BEAT_MS = 2_000;
const RESTART_BEATS = 4;
const LOST_AFTER_MS = 25_000;
// The impolite side looks for another way first, so that both do not at once.
const PATIENCE_MS = { impolite: 1_500, polite: 4_500 };

export class VoiceLine extends VoicePeer {
  /** Begin with the sound of this side; it connects as soon as the other side is there. */
  open(stream) {
    this.stream = stream;
    this.moved = () => this.restart();
    this.beating = setInterval(() => this.beat(), BEAT_MS);
    addEventListener("online", this.moved);
    navigator.connection?.addEventListener?.("change", this.moved);
    this.waitsSince = Date.now();
    this.say({ kind: "hello" });
  }

  /** `isOver`: the other side hears it from the server; else it waits for this page to come back. */
  close(isOver) {
    if (this.closed) return;
    if (this.them && !isOver) this.say({ kind: "leaving" });
    this.closed = true;
    clearInterval(this.beating);
    clearTimeout(this.patience);
    removeEventListener("online", this.moved);
    navigator.connection?.removeEventListener?.("change", this.moved);
    this.pc?.close();
    this.track?.stop();
  }

  changed(state) {
    clearTimeout(this.patience);
    if (state === "connected") {
      this.waitsSince = null;
      return this.tell("state", "connected");
    }
    this.waitsSince ??= Date.now();
    if (state === "connecting" || state === "new") return;
    this.tell("state", "waiting");
    this.patience = setTimeout(() => this.restart(), PATIENCE_MS[this.polite ? "polite" : "impolite"]);
  }

  /** The other page goes: a reload comes back, or nobody does. */
  left() {
    this.waitsSince ??= Date.now();
    this.tell("state", "waiting");
  }

  /** Look for another way, with fresh passwords of the relay. */
  async restart() {
    const pc = this.pc;
    if (this.closed || !pc?.remoteDescription) return;
    const configuration = await this.configuration();
    if (this.closed || pc !== this.pc || pc.connectionState === "closed") return;
    pc.setConfiguration(configuration);
    pc.restartIce();
  }

  /** Met and agreed, and still no sound: a way that was told is lost, so agree anew. */
  again() {
    this.beats = (this.beats ?? 0) + 1;
    if (!this.polite && this.beats % RESTART_BEATS === 0) this.restart();
    else this.say({ kind: "hello" });
  }

  beat() {
    const isOffering = this.repeatOffer();
    if (!this.waitsSince) return;
    if (Date.now() - this.waitsSince > LOST_AFTER_MS) this.tell("state", "lost");
    else if (!isOffering) this.again();
  }
}
