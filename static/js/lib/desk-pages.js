// The desk from login to logout without a reload: links between its pages, forms marked data-stays, back and forward.
// A page is fetched whole and its body takes the place of this one; the socket, timers and what is being sent go on.
const FRAME = /\/bundle\/desk(\.\w+)?\.css/;
const AWAY = /^\/(admin|account\/log|api|styleguide)/;

const toWhole = (source, target = document.body) => ({ source, target, headers: { "HX-Boosted": "true" } });
const isDesk = () => document.body.classList.contains("desk");
let going = null;

function go(verb, address, context, isBack = false) {
  going = { isBack };
  return globalThis.htmx.ajax(verb, address, context);
}

export const openPage = (address) => go("GET", address, toWhole(document.body));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!isDesk() || link.closest("[hx-get]") === link || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || AWAY.test(link.pathname) || (link.hash && link.pathname === location.pathname)) return;
  if (!link.closest(".site-header, .site-main, .desk__pane, .toast, .voice, dialog")) return;
  event.preventDefault();
  openPage(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.hasAttribute("data-stays")) return;
  event.preventDefault();
  const { name, value } = event.submitter ?? {};
  go(form.method.toUpperCase(), form.action, { ...toWhole(form), values: name ? { [name]: value } : {} });
});

// Swapping the body: another frame is loaded as a page, ours brings its class, its own scripts and its address.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, serverResponse } = event.detail;
  if (target !== document.body || !going) return;
  const { isBack } = going;
  going = null;
  if (!FRAME.test(serverResponse)) {
    event.detail.shouldSwap = false;
    location.assign(xhr.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(serverResponse, "text/html");
  for (const script of page.querySelectorAll("script[type=module][src]")) import(script.src);
  if (!isBack) history.pushState({ htmx: true }, "", xhr.responseURL);
  document.body.className = page.body.className;
  event.detail.isError = false;
  document.title = page.title;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target !== document.body) return;
  scrollTo(0, 0);
  document.getElementById("content")?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("desk:opened"));
});

// Between the list and appeals only the middle changes; any other page is fetched whole. Htmx's own handler would reload.
const BESIDE = /^\/desk\/(\d+\/)?$/;
const BACK = { "HX-History": "true" };

function beside() {
  const { htmx } = globalThis;
  const list = document.querySelector("queue-list")?.getAttribute("list");
  htmx.ajax("GET", location.href, { source: "#beside-work", headers: BACK });
  if (list && location.search && list !== `/desk/${location.search}`) {
    htmx.ajax("GET", `/desk/${location.search}`, { source: "#beside-list", headers: BACK });
  }
  document.querySelector("queue-list")?.mark(location.pathname);
}

addEventListener("popstate", (event) => {
  if (!isDesk()) return;
  event.stopImmediatePropagation();
  if (document.getElementById("work") && BESIDE.test(location.pathname)) beside();
  else go("GET", location.href, toWhole(document.body), true);
}, { capture: true });
