// How far a list was scrolled, for coming back to it in this tab: its address is codes only, rows are not kept.
const KEY = "desk-list-place";

export const keepPlace = (list, top) => sessionStorage.setItem(KEY, JSON.stringify({ list, top }));

export function keptPlace(list) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return kept?.list === list ? kept.top : 0;
}

// Another list is chosen, or this one anew: it begins at its top.
document.addEventListener("click", (event) => {
  if (event.target.closest("#desk-tabs a, .filters a, .filters button, #desk-views a")) sessionStorage.removeItem(KEY);
});
