// <passkey-form verb="get|create" options="id of a JSON script" or options-url="…"><form>…</form></passkey-form>
// Asks the device for a passkey and posts it in the hidden field "credential". Unhides itself where passkeys work.
class PasskeyForm extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    this.hidden = false;
    this.form = this.querySelector("form");
    this.addEventListener("submit", this, true);
  }

  async handleEvent(event) {
    if (this.field.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say("");
    try {
      this.field.value = JSON.stringify(await this.ask(await this.options()));
      this.form.submit();
    } catch (problem) {
      this.say(problem.name === "NotAllowedError" ? "Ключ не приложен. Попробуйте ещё раз." : "Не получилось. Войдите другим способом.");
    }
  }

  get field() {
    return this.form.elements.credential;
  }

  async options() {
    const id = this.getAttribute("options");
    if (id) return JSON.parse(document.getElementById(id).textContent);
    const answer = await fetch(this.getAttribute("options-url"), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`No options: ${answer.status}`);
    return answer.json();
  }

  async ask(data) {
    const wanted = data.request_options ?? data.creation_options;
    if (this.getAttribute("verb") === "get") {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(wanted.publicKey);
      return (await navigator.credentials.get({ publicKey })).toJSON();
    }
    const chosen = wanted.publicKey.authenticatorSelection;
    if (this.form.elements.passwordless?.checked) {
      Object.assign(chosen, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    }
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(wanted.publicKey);
    return (await navigator.credentials.create({ publicKey })).toJSON();
  }

  say(text) {
    const place = this.querySelector("[data-problem]");
    place.textContent = text;
    place.hidden = !text;
  }
}

customElements.define("passkey-form", PasskeyForm);
