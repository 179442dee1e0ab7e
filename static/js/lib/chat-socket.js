// One socket of the chat for the page. Whoever opens dialogs hears their frames; after a loss it comes back by itself, sooner when
// the browser says it is online. Does it not open for a while, HTTP stands in (lib/chat-http.js) and the socket is still tried.
import { HttpTwin } from "./chat-http.js";

const PATH = "/ws/chat/";
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const BEAT_MS = 20_000;
const PROBE_MS = 4_000;
const HTTP_AFTER_MS = 3_000;
const SESSION_ENDED = 4401;

const dialogs = new Map();
const twin = new HttpTwin(dialogs, (hasAnswered) => tellAll(hasAnswered ? "http" : "offline"));
let socket = null;
let failures = 0;
let retryTimer = null;
let beatTimer = null;
let probeTimer = null;
let twinTimer = null;
let heardAt = 0;

const isOpen = () => socket?.readyState === WebSocket.OPEN;
const tellAll = (state) => dialogs.forEach((link) => link.connection(state));

/** Say a frame if there is a connection; returns whether it left. */
export function say(frame) {
  if (isOpen()) socket.send(JSON.stringify(frame));
  else return twin.isOn && twin.say(frame);
  return true;
}

function opened() {
  failures = 0;
  heardAt = Date.now();
  clearTimeout(twinTimer);
  twinTimer = null;
  twin.stop();
  dialogs.forEach((link) => link.begin());
  tellAll("live");
  clearInterval(beatTimer);
  beatTimer = setInterval(() => (Date.now() - heardAt > 2 * BEAT_MS ? drop() : say({ op: "ping" })), BEAT_MS);
}

function heard({ data }) {
  heardAt = Date.now();
  const frame = JSON.parse(data);
  if (frame.dialog) dialogs.get(frame.dialog)?.hear(frame);
  else if (frame.cid) dialogs.forEach((link) => link.hear(frame));
}

function lost({ target, code }) {
  if (target !== socket) return;
  socket = null;
  clearInterval(beatTimer);
  if (!dialogs.size) return;
  failures += 1;
  if (code === SESSION_ENDED) tellAll("ended");
  else if (!navigator.onLine) tellAll("offline");
  else if (!twin.isOn) tellAll("connecting");
  if (code !== SESSION_ENDED) twinTimer ??= setTimeout(() => twin.start(), HTTP_AFTER_MS);
  const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(connect, ceiling * (0.5 + Math.random() / 2));
}

// A browser closes a dead socket only after its own long wait: it counts as lost at once.
function drop() {
  const dead = socket;
  dead?.close();
  lost({ target: dead, code: 0 });
}

function connect() {
  if (socket || !dialogs.size) return;
  const base = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;
  socket = new WebSocket(base + PATH);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", heard);
  socket.addEventListener("close", lost);
  const tried = socket;
  setTimeout(() => tried === socket && tried.readyState === WebSocket.CONNECTING && drop(), PROBE_MS);
}

function hurry() {
  clearTimeout(retryTimer);
  if (!socket) connect();
  else if (isOpen()) probe();
}

// A sleeping laptop or a changed network leaves a socket that only looks open.
function probe() {
  const askedAt = Date.now();
  say({ op: "ping" });
  clearTimeout(probeTimer);
  probeTimer = setTimeout(() => isOpen() && heardAt < askedAt && drop(), PROBE_MS);
}

export function join(id, link) {
  dialogs.set(id, link);
  if (isOpen()) {
    link.begin();
    link.connection("live");
  } else connect();
}

addEventListener("online", hurry);
addEventListener("offline", () => {
  tellAll("offline");
  drop();
});
document.addEventListener("visibilitychange", () => !document.hidden && hurry());
addEventListener("pageshow", (event) => event.persisted && hurry());
addEventListener("pagehide", () => dialogs.size && socket?.close());
