// On which side of a dialog this page is: the desk speaks for operators, every other page for citizens.
const isDesk = () => globalThis.document?.body.classList.contains("desk") ?? false;

export const ours = () => (isDesk() ? "operator" : "citizen");
export const theirs = () => (isDesk() ? "citizen" : "operator");
