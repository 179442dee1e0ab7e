// make("p", "muted", "words"): an element of our own; words of people never become markup.
export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  if (text) element.textContent = text;
  return element;
}
