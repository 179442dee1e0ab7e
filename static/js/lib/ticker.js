// One timer for all clocks of a page: everyone who counts is told once a second, nobody while the page is hidden.
const watchers = new Set();
let timer = null;

function tick() {
  if (document.hidden) return;
  const now = new Date();
  for (const watcher of watchers) watcher.tick(now);
}

export function watch(watcher) {
  watchers.add(watcher);
  timer ??= setInterval(tick, 1000);
  watcher.tick(new Date());
}

export function unwatch(watcher) {
  watchers.delete(watcher);
  if (watchers.size === 0) {
    clearInterval(timer);
    timer = null;
  }
}

document.addEventListener("visibilitychange", tick);
