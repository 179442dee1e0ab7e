// The doors of a call over HTTP. A refusal is thrown with `refusal`: the server's words for people.
const UNREACHED = "Сервер не ответил. Проверьте интернет и попробуйте ещё раз.";

export class Doors {
  constructor({ door, ice, token }) {
    Object.assign(this, { address: door, iceAddress: ice, token });
  }

  /** «look» reads the call, over or not; anything else does something about it. Returns the call, null for none. */
  async door(act, call = "", more = {}) {
    const answer = act === "look" ? await this.ask(`${this.address}?${new URLSearchParams(call ? { call } : {})}`) : await this.post(act, call, more);
    return answer.call;
  }

  post(act, call, more) {
    const body = new URLSearchParams({ act, call, ...more });
    return this.ask(this.address, { method: "POST", headers: { "X-CSRFToken": this.token }, body });
  }

  ice() {
    return this.ask(this.iceAddress);
  }

  async ask(address, options = {}) {
    let response;
    try {
      response = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
    } catch {
      throw Object.assign(new Error("unreached"), { refusal: UNREACHED });
    }
    const told = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(told.code ?? "refused"), { refusal: told.error ?? UNREACHED });
    return told;
  }
}
