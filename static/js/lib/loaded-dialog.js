// <dialog data-loads id="move">: opens when htmx has put a form into it, closes when the server says `moved`.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = detail.target;
  if (!dialog.matches?.("dialog[data-loads]") || !dialog.firstElementChild) return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => (menu.open = false));
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("form :is(input:not([type=hidden]), select, textarea)")?.focus();
});

document.addEventListener("moved", () => {
  for (const dialog of document.querySelectorAll("dialog[data-loads]")) {
    dialog.close();
    dialog.replaceChildren();
  }
});
