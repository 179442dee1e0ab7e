// An answer that met no connection goes by itself when it is back: the form's client_key makes the second time harmless.
// Until then a line under the form says so and lets it be taken back.
export class SendAgain {
  constructor(form, place) {
    Object.assign(this, { form, place, isWaiting: false });
    this.back = () => this.isWaiting && navigator.onLine && this.again();
    this.live = ({ detail }) => detail.state === "live" && this.back();
    form.addEventListener("htmx:sendError", (event) => this.lost(event));
    addEventListener("online", this.back);
    document.addEventListener("live:state", this.live);
  }

  stop() {
    removeEventListener("online", this.back);
    document.removeEventListener("live:state", this.live);
  }

  lost(event) {
    if (event.target !== this.form) return;
    event.stopPropagation();
    this.submitter = event.detail.requestConfig?.triggeringEvent?.submitter;
    this.isWaiting = true;
    this.line ??= this.drawn();
    this.place.after(this.line);
  }

  drawn() {
    const line = document.createElement("div");
    line.className = "send-later__bar";
    line.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small button--secondary";
    button.textContent = "Не отправлять";
    button.addEventListener("click", () => this.end());
    line.append("Нет связи. Отправим сами, когда она появится.", button);
    return line;
  }

  end() {
    this.isWaiting = false;
    this.line?.remove();
  }

  again() {
    this.end();
    this.isGoing = true;
    this.form.requestSubmit(this.submitter?.isConnected ? this.submitter : undefined);
    this.isGoing = false;
  }
}
