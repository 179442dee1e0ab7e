// What an open dialog of either side joins: the connection (lib/chat-link.js), the list, the field and who looks.
// `part` is the element; it has `list` and heard, stands, typing, connected, send, act, sawAll.
import { linkOf } from "./chat-link.js";
import { heard, Teller } from "./chat-teller.js";

/** Join a dialog's element with its connection; what it hears goes to its list and its methods. */
export function joinTalk(part) {
  part.onSight = () => !document.hidden && part.list.isNear() && part.sawAll();
  part.link = linkOf(part.dataset.dialog);
  const teller = new Teller(part);
  let isRead = false; // what stood there before is not news
  part.stops = [
    part.link.on("row", (row) => {
      part.heard(row);
      if (isRead) teller.say(heard(row));
    }),
    part.link.on("queued", (words) => part.list.show(part.list.log.wait(words))),
    part.link.on("ack", (ack) => part.list.show(part.list.log.acked(ack))),
    part.link.on("refused", ({ cid, words }) => {
      const row = part.list.log.refused(cid, words);
      if (row) part.list.show(row);
      else complain(part, words); // an edit or a deletion has no row of its own
      teller.say(words);
    }),
    part.link.on("marks", (marks) => part.list.mark(marks)),
    part.link.on("state", (state) => {
      isRead = true;
      part.stands(state);
    }),
    part.link.on("typing", () => part.typing()),
    part.link.on("connection", (state) => {
      part.connected(state);
      teller.connection(state);
    }),
  ];
  part.addEventListener("chat:send", ({ detail }) => part.send(detail));
  part.addEventListener("chat:edit", ({ detail }) => part.link.edit(detail.target, detail.text));
  part.addEventListener("chat:typing", () => part.link.typing());
  part.addEventListener("chat:act", ({ detail }) => part.act(detail));
  part.addEventListener("chat:seen", () => part.sawAll());
  document.addEventListener("visibilitychange", part.onSight);
  addEventListener("focus", part.onSight);
}

function complain(part, words) {
  const place = part.querySelector("[data-problem]");
  if (place) place.textContent = words;
}

/** Let go of everything `joinTalk` took. */
export function partTalk(part) {
  part.stops.forEach((stop) => stop());
  document.removeEventListener("visibilitychange", part.onSight);
  removeEventListener("focus", part.onSight);
}
