// How two pages agree on one audio connection. Signals may be lost, doubled or late, so each names the page that says it
// and the page it is for. Perfect negotiation: the impolite side offers first, the polite one gives way.
// A page that reloads is met anew. What keeps the line alive is in voice-line.js.
import { Teller } from "./voice-teller.js";

export class VoicePeer extends Teller {
  constructor({ send, ice, polite, relayOnly = false }) {
    super();
    Object.assign(this, { send, ice, polite, relayOnly, me: crypto.randomUUID(), them: null, pc: null });
    this.turn = Promise.resolve();
  }

  say(signal) {
    if (!this.closed) this.send({ ...signal, from: this.me, to: this.them });
  }

  /** Take a signal of the other side; one after another, whatever the order of their work. */
  hear(signal) {
    if (this.closed || !this.stream || signal.from === this.me || (signal.to && signal.to !== this.me)) return;
    this.turn = this.turn.then(() => this.take(signal)).catch((error) => console.warn("voice", error.message));
  }

  async take({ kind, from, to, description, candidate, on }) {
    if (this.closed) return;
    if (kind === "hello") await this.meet(from, Boolean(to));
    else if (from !== this.them) return;
    else if (kind === "description") await this.agree(description);
    else if (kind === "candidate") await this.learn(candidate);
    else if (kind === "muted") this.tell("muted", on);
    else if (kind === "leaving") this.left();
    else if (kind === "replaced") this.tell("state", "replaced");
  }

  async meet(from, isAnswer) {
    if (from !== this.them) {
      if (this.them) this.say({ kind: "replaced" });
      this.them = from;
      await this.connect();
    } else if (isAnswer) this.repeatOffer();
    if (!isAnswer) this.say({ kind: "hello" });
    if (this.track && !this.track.enabled) this.say({ kind: "muted", on: true });
  }

  /** Say an offer again that was perhaps lost; false when there is none. */
  repeatOffer() {
    if (this.pc?.signalingState !== "have-local-offer") return false;
    this.say({ kind: "description", description: this.pc.localDescription });
    return true;
  }

  async configuration() {
    return { ...(await this.ice()), iceTransportPolicy: this.relayOnly ? "relay" : "all" };
  }

  async connect() {
    this.pc?.close();
    const pc = new RTCPeerConnection(await this.configuration());
    if (this.closed) return pc.close();
    this.pc = pc;
    pc.onicecandidate = ({ candidate }) => candidate && this.say({ kind: "candidate", candidate });
    pc.onnegotiationneeded = () => (!this.polite || pc.remoteDescription) && this.offer(pc);
    pc.ontrack = ({ track, streams }) => this.tell("sound", streams[0] ?? new MediaStream([track]));
    pc.onconnectionstatechange = () => pc === this.pc && this.changed(pc.connectionState);
    for (const track of this.stream.getAudioTracks()) pc.addTrack(track, this.stream);
  }

  async offer(pc) {
    try {
      this.offering = true;
      await pc.setLocalDescription();
      this.say({ kind: "description", description: pc.localDescription });
    } catch (error) {
      console.warn("voice", error.message);
    } finally {
      this.offering = false;
    }
  }

  async agree(description) {
    const collides = description.type === "offer" && (this.offering || this.pc.signalingState !== "stable");
    this.passedOver = collides && !this.polite;
    if (this.passedOver || (description.type === "answer" && this.pc.signalingState !== "have-local-offer")) return;
    await this.pc.setRemoteDescription(description);
    if (description.type !== "offer") return;
    await this.pc.setLocalDescription();
    this.say({ kind: "description", description: this.pc.localDescription });
  }

  /** Take a way to the other page. Before its description there is nothing to add it to: that one is said again. */
  async learn(candidate) {
    if (!this.pc.remoteDescription) return;
    try {
      await this.pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.passedOver) throw error;
    }
  }

  get track() {
    return this.stream?.getAudioTracks()[0];
  }

  /** Switch this side's microphone off and on; the other side is told. */
  mute(on) {
    if (this.track) this.track.enabled = !on;
    if (this.them) this.say({ kind: "muted", on });
  }

  /** Speak through another microphone; nothing is agreed on anew. */
  async speakBy(stream) {
    stream.getAudioTracks()[0].enabled = this.track?.enabled ?? true;
    this.track?.stop();
    this.stream = stream;
    await this.pc?.getSenders()[0]?.replaceTrack(this.track);
  }
}
