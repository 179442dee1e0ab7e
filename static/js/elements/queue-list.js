// <queue-list class="queue">: the rows of the desk. J and K open the next and the previous one; the row that is
// open stays marked when a poke brings new rows.
const FIELDS = "input, textarea, select, [contenteditable]";

class QueueList extends HTMLElement {
  connectedCallback() {
    this.dataset.keyHelp = JSON.stringify({ j: "Следующее обращение", k: "Предыдущее обращение" });
    this.current = this.querySelector("[aria-current]")?.getAttribute("href");
    this.addEventListener("click", (event) => {
      const row = event.target.closest(".queue__row");
      if (row) this.mark(row.getAttribute("href"));
    });
    this.addEventListener("htmx:afterSettle", () => this.mark(this.current));
    this.keys = (event) => this.pressed(event);
    document.addEventListener("keydown", this.keys);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
  }

  rows() {
    return [...this.querySelectorAll(".queue__row")];
  }

  mark(href) {
    this.current = href;
    for (const row of this.rows()) {
      if (row.getAttribute("href") === href) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(FIELDS)) return;
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (!step || document.querySelector("dialog[open]")) return;
    const rows = this.rows();
    const at = rows.findIndex((row) => row.getAttribute("href") === this.current);
    const next = rows[at < 0 ? 0 : at + step];
    if (!next) return;
    next.scrollIntoView({ block: "nearest" });
    next.click();
  }
}

customElements.define("queue-list", QueueList);
