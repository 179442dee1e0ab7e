// Keys are declared where they act: <button data-hotkey="t" data-hotkey-label="Взять в работу">.
// A letter works outside of fields only, Ctrl+Enter and Ctrl+Shift+Enter inside them too. Russian letters press the same keys.
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

function keyOf(event) {
  if ("/?".includes(event.key)) return event.key;
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return event.key.toLowerCase();
}

// An entry of a closed menu counts as seen while the menu's own button is: its key need not open it first.
function visible(shown) {
  const element = shown.closest("details.menu:not([open]) > .menu__body")?.parentElement ?? shown;
  return element.checkVisibility?.() ?? element.offsetParent !== null;
}

function act(element) {
  if (element.matches(FIELDS)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.repeat) return;
  const key = keyOf(event);
  if (key === "?" && !event.target.matches(FIELDS)) document.dispatchEvent(new CustomEvent("hotkeys:help"));
  const sending = (event.ctrlKey || event.metaKey) && key === "enter";
  if (!sending && (event.ctrlKey || event.metaKey || event.target.matches(FIELDS))) return;
  if (!sending && ((event.shiftKey && /^[a-z]$/.test(key)) || document.querySelector("dialog[open]"))) return;
  const wanted = sending ? (event.shiftKey ? "ctrl+shift+enter" : "ctrl+enter") : key;
  const scope = (sending && event.target.closest("form")) || document;
  const element = [...scope.querySelectorAll(`[data-hotkey="${CSS.escape(wanted)}"]`)].find(
    (candidate) => visible(candidate) && !candidate.disabled,
  );
  if (!element) return;
  event.preventDefault();
  act(element);
});

function labelOf(element) {
  const given = element.dataset.hotkeyLabel ?? element.getAttribute("aria-label");
  if (given) return given;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .count").forEach((part) => part.remove());
  return copy.textContent.trim();
}

/** Every key of the page as it is now, for the help behind `?`. */
export function declaredKeys() {
  const seen = new Map();
  for (const element of document.querySelectorAll("[data-hotkey]")) {
    if (!seen.has(element.dataset.hotkey)) seen.set(element.dataset.hotkey, labelOf(element));
  }
  for (const element of document.querySelectorAll("[data-key-help]")) {
    for (const [key, label] of Object.entries(JSON.parse(element.dataset.keyHelp))) seen.set(key, label);
  }
  return [...seen];
}
