// The rows of a dialog by keys: up and down from row to row, Home and End; what may be done with a row is reached by Tab from it
// alone, so that a long talk is one stop on the way to the field.
const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

const reach = (row, isReached) => row?.querySelectorAll("[data-act]").forEach((act) => (act.tabIndex = isReached ? 0 : -1));

export function walkRows(list) {
  list.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const rows = [...list.querySelectorAll(".chat-row")];
    if (!rows.length) return;
    event.preventDefault();
    const at = rows.indexOf(event.target.closest(".chat-row"));
    const to = at < 0 && step < 0 && step > -Infinity ? rows.length - 1 : at + step;
    rows[Math.min(rows.length - 1, Math.max(0, to))].focus();
  });
  list.addEventListener("focusin", ({ target }) => reach(target.closest(".chat-row"), true));
  list.addEventListener("focusout", ({ target, relatedTarget }) => {
    const row = target.closest(".chat-row");
    if (!row?.contains(relatedTarget)) reach(row, false);
  });
}
