// Draws of a long list only what is seen and a little around it. All rows are of one height, so a place in the list is
// a distance from its top; what is above and below the drawn rows is padding. Rows in front of others never push them.
const OVERSCAN = 8;

export class ListWindow {
  constructor(list, scroller, store) {
    Object.assign(this, { list, scroller, store, first: 0, last: -1, height: 0, top: 0, isOn: false });
    this.scrolled = () => (this.frame ??= requestAnimationFrame(() => this.draw()));
    scroller.addEventListener("scroll", this.scrolled, { passive: true });
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(scroller);
  }

  stop() {
    this.scroller.removeEventListener("scroll", this.scrolled);
    this.sizes.disconnect();
    cancelAnimationFrame(this.frame);
  }

  measure() {
    const row = this.list.querySelector(".queue__item");
    if (!row?.offsetHeight) return;
    this.height = row.getBoundingClientRect().height;
    this.seen = this.scroller.clientHeight;
    this.draw(true);
  }

  place() {
    return Math.floor(Math.max(0, this.scroller.scrollTop) / this.height);
  }

  draw(anew = false) {
    this.frame = null;
    if (!this.isOn || !this.height || !this.scroller.clientHeight) return;
    this.top = this.scroller.scrollTop;
    const { total } = this.store;
    const top = this.place();
    const first = Math.max(0, Math.min(top, total) - OVERSCAN);
    const last = Math.min(total, top + Math.ceil(this.seen / this.height) + OVERSCAN) - 1;
    if (!anew && first === this.first && last === this.last) return;
    Object.assign(this, { first, last });
    const wanted = [];
    for (let index = first; index <= last; index += 1) wanted.push(this.named(index, total));
    this.set(wanted);
    this.list.style.paddingBlock = `${first * this.height}px ${Math.max(0, total - 1 - last) * this.height}px`;
    this.store.need(first, last);
  }

  /** The row of a place with that place said in words for who listens; a blank one until it is fetched. */
  named(index, total) {
    const row = this.store.at(index) ?? this.blank();
    row.setAttribute("aria-posinset", String(index + 1));
    row.setAttribute("aria-setsize", String(this.store.marks ? -1 : total));
    return row;
  }

  blank() {
    const row = document.createElement("div");
    row.className = "queue__item queue__item--coming";
    row.setAttribute("role", "listitem");
    row.setAttribute("aria-label", "Загружаем");
    return row;
  }

  set(wanted) {
    const stay = new Set(wanted);
    for (const row of [...this.list.children]) {
      if (stay.has(row)) continue;
      if (row.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
      row.remove();
    }
    let next = this.list.firstChild;
    for (const row of wanted) {
      if (row === next) next = next.nextSibling;
      else this.list.insertBefore(row, next);
    }
    this.list.dispatchEvent(new CustomEvent("list:drawn", { bubbles: true }));
  }

  /** Change the list and keep what one reads where it is on the screen. */
  keep(change) {
    const top = this.place();
    const row = this.height ? this.store.at(top) : null;
    change?.();
    this.isOn = true;
    const now = row ? this.store.all().indexOf(row) : -1;
    const shift = now >= 0 ? now - top : 0;
    if (shift) this.list.style.paddingBlockEnd = `${this.store.total * this.height}px`;
    if (shift) this.scroller.scrollTop += shift * this.height;
    if (this.height) this.draw(true);
    else this.measure();
  }

  /** Scroll to where it was left. */
  to(top) {
    this.scroller.scrollTop = top;
    this.draw();
  }

  /** Bring a place of the list into view. */
  reveal(index) {
    const [top, end] = [index * this.height, (index + 1) * this.height];
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (end > this.scroller.scrollTop + this.seen) this.scroller.scrollTop = end - this.seen;
    this.draw();
  }
}
