// The same sprite that {% icon %} draws from; its address is taken from an icon on the page.
const SVG = "http://www.w3.org/2000/svg";

export function icon(name, kind = "small") {
  const known = document.querySelector("svg.icon > use")?.getAttribute("href") ?? "";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon--${kind}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${known.split("#")[0]}#${name}`);
  svg.append(use);
  return svg;
}
