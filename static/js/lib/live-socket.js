// One WebSocket for the page. The server pokes a topic, never says what changed: whoever listens fetches.
// Says {"subscribe": ["ticket:…"]} and {"visible": true}, hears {"topic": "ticket:…"}. Without a connection everyone is poked every 20 s.
const PATH = "/ws/live/";
const POLL_MS = 20_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const SESSION_ENDED = 4401;

const listeners = new Map();
let socket = null;
let failures = 0;
let retryTimer = null;
let pollTimer = null;

function announce(state) {
  document.documentElement.dataset.live = state;
  document.dispatchEvent(new CustomEvent("live:state", { detail: { state } }));
}

const pokeAll = () => listeners.forEach((callbacks) => callbacks.forEach((callback) => callback()));
const say = (message) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));

// A page in sight gets no Web Push; a hidden one does.
const saySight = () => say({ visible: !document.hidden });

function opened() {
  const missed = failures > 0;
  failures = 0;
  clearInterval(pollTimer);
  pollTimer = null;
  announce("live");
  say({ subscribe: [...listeners.keys()] });
  saySight();
  if (missed) pokeAll();
}

function heard(event) {
  const { topic } = JSON.parse(event.data);
  listeners.get(topic)?.forEach((callback) => callback());
}

function lost({ code }) {
  socket = null;
  if (listeners.size === 0) return;
  if (code === SESSION_ENDED) {
    announce("ended");
    return;
  }
  failures += 1;
  announce("polling");
  pollTimer ??= setInterval(() => navigator.onLine && !document.hidden && pokeAll(), POLL_MS);
  const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(connect, ceiling * (0.5 + Math.random() / 2));
}

function connect() {
  if (socket || listeners.size === 0) return;
  socket = new WebSocket(PATH.replace(/^/, `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`));
  socket.addEventListener("open", opened);
  socket.addEventListener("message", heard);
  socket.addEventListener("close", lost);
}

/** Call back at each poke of a topic; returns what stops it. */
export function listen(topic, callback) {
  const isNew = !listeners.has(topic);
  if (isNew) listeners.set(topic, new Set());
  listeners.get(topic).add(callback);
  connect();
  if (isNew) say({ subscribe: [topic] });
  return () => {
    const callbacks = listeners.get(topic);
    callbacks?.delete(callback);
    if (callbacks?.size === 0) {
      listeners.delete(topic);
      say({ unsubscribe: [topic] });
    }
  };
}

/** Tell colleagues that this person has an appeal open: mode is "viewing" or "typing". */
export function beHere(ticket, mode) {
  say({ here: { ticket, mode } });
}

document.addEventListener("visibilitychange", saySight);
addEventListener("online", () => {
  clearTimeout(retryTimer);
  connect();
});
addEventListener("pagehide", () => {
  listeners.size && socket?.close();
});
addEventListener("pageshow", (event) => event.persisted && connect());
