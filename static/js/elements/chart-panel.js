// <chart-panel kind="bar|line" stacked>: draws the table it contains, so the picture and the numbers are one thing.
// First column: labels. Other columns: series; <th data-tone="danger"> gives a series its colour, <td data-value="1.5"> its number.

const TONES = ["brand", "violet", "teal", "amber", "green", "red", "slate"];
const TOKENS = {
  brand: "--color-link",
  violet: "--violet-ink",
  teal: "--teal-ink",
  amber: "--amber-line",
  warning: "--amber-line",
  green: "--color-success",
  success: "--color-success",
  red: "--color-danger",
  danger: "--color-danger",
  slate: "--color-control-line",
};

class ChartPanel extends HTMLElement {
  connectedCallback() {
    this.holder = this.querySelector(".chart-panel__canvas");
    this.table = this.querySelector("table");
    if (!this.holder || !this.table) return;
    this.redraw = () => this.draw();
    document.addEventListener("theme:changed", this.redraw);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.redraw);
    // A chunk of its own: only a page with a chart on it asks for it.
    import("../lib/charts.js").then(({ Chart }) => {
      this.Chart = Chart;
      if (this.isConnected) this.draw();
    });
  }

  disconnectedCallback() {
    document.removeEventListener("theme:changed", this.redraw);
    this.dark?.removeEventListener("change", this.redraw);
    this.chart?.destroy();
  }

  colour(token) {
    this.probe ??= this.holder.appendChild(document.createElement("i"));
    this.probe.hidden = true;
    this.probe.style.color = `var(${token})`;
    return getComputedStyle(this.probe).color;
  }

  series(rows) {
    const heads = [...this.table.tHead.rows[0].cells].slice(1);
    return heads.map((head, column) => {
      const colour = this.colour(TOKENS[head.dataset.tone ?? TONES[column % TONES.length]]);
      return {
        label: head.textContent.trim(),
        data: rows.map((row) => this.number(row.cells[column + 1])),
        backgroundColor: colour,
        borderColor: colour,
        borderWidth: this.kind === "line" ? 2.5 : 0,
        borderRadius: 3,
        maxBarThickness: 36,
        pointRadius: 0,
        pointHitRadius: 12,
        tension: 0.25,
      };
    });
  }

  number(cell) {
    const text = cell.dataset.value ?? cell.textContent.trim().replace(/\s/g, "").replace(",", ".");
    return text === "" || text === "—" ? null : Number(text);
  }

  draw() {
    if (!this.Chart) return;
    this.chart?.destroy();
    this.kind = this.getAttribute("kind") || "bar";
    const rows = [...this.table.tBodies[0].rows];
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${this.table.caption?.textContent.trim() ?? "График"}. Те же числа — в таблице рядом.`);
    this.holder.replaceChildren(canvas);
    this.probe = null;
    const datasets = this.series(rows);
    this.chart = new this.Chart(canvas, {
      type: this.kind,
      data: { labels: rows.map((row) => row.cells[0].textContent.trim()), datasets },
      options: this.options(datasets.length),
    });
  }

  options(count) {
    const text = this.colour("--color-text-muted");
    const grid = this.colour("--color-line");
    const stacked = this.hasAttribute("stacked");
    const font = { family: getComputedStyle(this).fontFamily, size: 13 };
    return {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      plugins: {
        legend: { display: count > 1, position: "bottom", labels: { color: text, font, boxWidth: 12, boxHeight: 12 } },
      },
      scales: {
        x: { stacked, ticks: { color: text, font, maxRotation: 0, autoSkipPadding: 12 }, grid: { display: false }, border: { color: grid } },
        y: { stacked, beginAtZero: true, ticks: { color: text, font, precision: 0, maxTicksLimit: 6 }, grid: { color: grid }, border: { display: false } },
      },
    };
  }
}

customElements.define("chart-panel", ChartPanel);
