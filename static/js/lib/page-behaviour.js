// Small manners of every page, by delegation: dialogs, menus, no double submit, focus on errors, toasts of failures.
import { toast } from "../elements/toast-list.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]") || event.target.matches("dialog.dialog")) {
    event.target.closest("dialog")?.close();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A second press while the first is on its way does nothing. A button may ask first with data-confirm.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.dataset.sending || (button?.dataset.confirm && !window.confirm(button.dataset.confirm))) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method === "get" || form.hasAttribute("data-many")) return;
  form.dataset.sending = "yes";
  button?.setAttribute("aria-busy", "true");
  if ("forgetsDrafts" in form.dataset) {
    Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
  }
  setTimeout(() => event.defaultPrevented && !form.matches("[hx-post], [data-hx-post]") && release(form), 0);
}, true);

function release(form) {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  document.querySelectorAll(`[form="${form.id}"][aria-busy]`).forEach((button) => button.removeAttribute("aria-busy"));
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) release(form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

const focusErrors = (root) => root.querySelector?.("[data-takes-focus]")?.focus();
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.detail.elt));
focusErrors(document);

const WORDS = {
  403: "Это действие вам не разрешено.",
  404: "Этого больше нет: обновите страницу.",
  409: "Пока вы смотрели, это изменилось. Обновите страницу и попробуйте ещё раз.",
  413: "Слишком большой файл. Уменьшите его до 25 МБ и попробуйте ещё раз.",
  429: "Слишком часто. Подождите минуту и попробуйте ещё раз.",
};
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 401) location.reload();
  else toast(WORDS[xhr.status] ?? "Не получилось на нашей стороне. Набранное сохранено — попробуйте ещё раз.", "danger");
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => toast("Нет связи. Набранное сохранено — попробуйте, когда связь появится.", "danger"));
}
document.addEventListener("live:state", ({ detail }) => {
  if (detail.state === "ended") toast("Сеанс закончился. Обновите страницу и войдите снова: набранное сохранено.", "danger");
});
