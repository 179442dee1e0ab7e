// Rows of the desk's list as the server draws them: read out of an answer, brought up to date where they stand.
const AS_HTMX = { "HX-Request": "true", "HX-Target": "queue" };

export const rowsOf = (root) => [...root.querySelectorAll(".queue__item")];
export const linkOf = (row) => row.querySelector(".queue__row");
export const drawnOf = (row) => new XMLSerializer().serializeToString(row);
export const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Where the blocks of a list begin; none while there is no connection. */
export async function fetchMarks(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json() : { marks: [] };
}

/** The rows between two marks of a list; null while there is no connection. */
export async function fetchRows(address, { after, until }) {
  const place = new URLSearchParams({ ...(after && { after }), until });
  const answer = await fetch(`${address}&${place}`, { headers: AS_HTMX }).catch(() => null);
  return answer?.ok ? rowsOf(parse(await answer.text())) : null;
}

/** Change what a row says and leave the row itself where it is: whoever looks at it or stands on it stays there. */
export function update(row, now) {
  const [old, fresh] = [linkOf(row), linkOf(now)];
  row.dataset.at = now.dataset.at;
  old.className = fresh.className;
  old.replaceChildren(...fresh.cloneNode(true).childNodes);
}
