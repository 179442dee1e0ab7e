// The rows of a list in blocks. The server marks where each block of a long list begins (`marks`); what is in one is
// fetched when somebody comes near it, and forgotten far away. A row stands once, wherever it is met again.
import { drawnOf, fetchMarks, fetchRows, update } from "./list-rows.js";

const AT_ONCE = 2;
const FAR = 14;
const NEAR_THE_END = 200;

export class ListStore {
  constructor(address, rows, changed) {
    Object.assign(this, { address, changed, known: new Map(), wanted: [], busy: 0, marks: "" });
    const block = { after: "", until: "", count: 0, rows: [] };
    this.blocks = [block];
    this.fill(block, rows);
  }

  get total() {
    return this.blocks.reduce((sum, block) => sum + block.count, 0);
  }

  /** Ask how long the list is; the rows already here stay the first ones. */
  async measure(marks) {
    const { marks: found, longer } = await fetchMarks(marks);
    if (!found.length) return;
    const known = this.blocks.at(-1).until ? null : this.blocks.pop();
    let after = this.blocks.at(-1)?.until ?? "";
    found.forEach(([until, number], at) => {
      this.blocks.push({ after, until, count: number - (found[at - 1]?.[1] ?? 0), rows: null });
      after = until;
    });
    this.marks = longer ? `${marks.replace(/&after=[^&]*/, "")}&after=${encodeURIComponent(after)}` : "";
    this.changed(() => known && this.adopt(known.rows));
  }

  async measureOn() {
    const { marks } = this;
    this.marks = "";
    await this.measure(marks);
  }

  adopt(rows) {
    const [first] = this.blocks;
    first.rows = rows;
    first.count = Math.max(first.count, rows.length);
    rows.forEach((row) => (this.known.get(row.dataset.id).block = first));
  }

  /** The block of a place in the list and the place in that block. */
  find(index) {
    let left = index;
    for (const block of this.blocks) {
      if (left < block.count) return [block, left];
      left -= block.count;
    }
    return [null, 0];
  }

  at(index) {
    const [block, place] = this.find(index);
    return block?.rows?.[place] ?? null;
  }

  /** Every place of the list with its row, or null where it is not fetched. */
  all() {
    return this.blocks.flatMap(({ rows, count }) => Array.from({ length: count }, (_, place) => rows?.[place] ?? null));
  }

  /** Fetch what is missing between two places, forget what is far from them. */
  need(from, to) {
    const near = new Set();
    for (let index = Math.max(0, from); index <= to; index += 1) near.add(this.find(index)[0]);
    near.delete(null);
    this.wanted = [...near].filter((block) => (block.rows?.length ?? 0) < block.count && !block.isAsked);
    while (this.busy < AT_ONCE && this.wanted.length) this.load(this.wanted.shift());
    const [first, last] = [from, Math.max(0, to)].map((index) => this.blocks.indexOf(this.find(index)[0]));
    this.blocks.forEach((block, at) => at && (at < first - FAR || at > last + FAR) && this.forget(block));
    if (this.marks && to > this.total - NEAR_THE_END) this.measureOn();
  }

  async load(block) {
    block.isAsked = true;
    this.busy += 1;
    const fresh = await fetchRows(this.address, block);
    this.busy -= 1;
    block.isAsked = false;
    if (fresh) this.changed(() => this.fill(block, fresh));
  }

  /** Bring the rows of the blocks one sees up to date; what has left the list is told back. */
  async refresh(blocks) {
    for (const block of blocks.filter((one) => one.rows?.length)) {
      const fresh = await fetchRows(this.address, block);
      if (!fresh) return;
      const ids = new Set(fresh.map((row) => row.dataset.id));
      fresh.forEach((row) => this.take(row, block));
      block.rows.forEach((row) => row.classList.toggle("queue__item--gone", !ids.has(row.dataset.id)));
    }
  }

  fill(block, fresh) {
    block.rows = fresh.map((row) => this.take(row, block)).filter(Boolean);
    block.count = block.rows.length;
  }

  forget(block) {
    block.rows?.forEach((row) => this.known.delete(row.dataset.id));
    block.rows = null;
  }

  /** The row as it stands in the list, brought up to date; null when it stands in another block. */
  take(row, block) {
    const [found, drawn] = [this.known.get(row.dataset.id), drawnOf(row)];
    if (found && found.drawn !== drawn) update(found.row, row);
    if (found) found.drawn = drawn;
    else this.known.set(row.dataset.id, { row, block, drawn });
    return !found || found.block === block ? (found?.row ?? row) : null;
  }
}
