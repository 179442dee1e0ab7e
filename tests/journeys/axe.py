"""What axe-core has against the page that is open."""

from typing import Any

from tests.journeys.stack import ROOT

SOURCE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Only where it is called for: to send half a megabyte to every page costs as much as to judge it.
BRING = "window.bringAxe = () => {" + SOURCE + "};"
RUN = """async (tags) => {
  if (!window.axe) window.bringAxe();
  const found = await axe.run(document, {
    runOnly: tags, resultTypes: ["violations"], elementRef: false, performanceTimer: false, preload: false,
  });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(
    ({ target, any }) => `${id}: ${target.join(" ")} ${any[0]?.message ?? ""}`));
}"""


def keep_ready(context: Any) -> None:
    """Let every page of a browser know axe from its beginning on: for many pages that are judged."""
    context.add_init_script(BRING)


def violations(page: Any, *more: str) -> list[str]:
    """Return the violations of WCAG 2.2 A and AA, and of more rules: which, the element, what is wrong."""
    if not page.evaluate("typeof window.bringAxe === 'function'"):
        page.evaluate(BRING + "; undefined")
    found: list[str] = page.evaluate(RUN, [*TAGS, *more])
    return found
