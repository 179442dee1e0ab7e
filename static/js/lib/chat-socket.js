// One socket of the chat for the page. Whoever opens dialogs hears their frames; after a loss it comes back by itself, sooner
// when the browser says it is online. Frames: docs/chat.md.
const PATH = "/ws/chat/";
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const BEAT_MS = 20_000;
const SESSION_ENDED = 4401;

const dialogs = new Map();
let socket = null;
let failures = 0;
let retryTimer = null;
let beatTimer = null;
let heardAt = 0;

const isOpen = () => socket?.readyState === WebSocket.OPEN;
const tellAll = (state) => dialogs.forEach((link) => link.connection(state));

/** Say a frame if there is a connection; returns whether it left. */
export function say(frame) {
  if (isOpen()) socket.send(JSON.stringify(frame));
  return isOpen();
}

function opened() {
  failures = 0;
  heardAt = Date.now();
  dialogs.forEach((link) => link.begin());
  clearInterval(beatTimer);
  // A sleeping laptop or a changed network leaves a socket that only looks open.
  beatTimer = setInterval(() => (Date.now() - heardAt > 2 * BEAT_MS ? socket?.close() : say({ op: "ping" })), BEAT_MS);
}

function heard({ data }) {
  heardAt = Date.now();
  const frame = JSON.parse(data);
  if (frame.dialog) dialogs.get(frame.dialog)?.hear(frame);
  else if (frame.cid) dialogs.forEach((link) => link.hear(frame));
}

function lost({ code }) {
  socket = null;
  clearInterval(beatTimer);
  if (!dialogs.size) return;
  tellAll(code === SESSION_ENDED ? "ended" : "offline");
  failures += 1;
  const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(connect, ceiling * (0.5 + Math.random() / 2));
}

function connect() {
  if (socket || !dialogs.size) return;
  const base = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;
  socket = new WebSocket(base + PATH);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", heard);
  socket.addEventListener("close", lost);
}

function hurry() {
  clearTimeout(retryTimer);
  connect();
}

export function join(id, link) {
  dialogs.set(id, link);
  if (isOpen()) link.begin();
  else connect();
}

addEventListener("online", hurry);
addEventListener("offline", () => {
  tellAll("offline");
  socket?.close();
});
document.addEventListener("visibilitychange", () => !document.hidden && hurry());
addEventListener("pageshow", (event) => event.persisted && hurry());
