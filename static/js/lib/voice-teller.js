// Something that tells what happens to it: tell("state", "connected") is heard by addEventListener("state", ({ detail }) => …).
export class Teller extends EventTarget {
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
