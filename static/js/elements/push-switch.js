// <push-switch key="VAPID public key" worker="…" action="…">: lets this browser be woken when the tab is closed, or not.
// The server forgets a browser with its session, so a browser that is subscribed says so again on this page.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

class PushSwitch extends HTMLElement {
  connectedCallback() {
    this.part("on").addEventListener("click", () => this.turnOn());
    this.part("off").addEventListener("click", () => this.turnOff());
    this.start();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  async start() {
    if (!("serviceWorker" in navigator && "PushManager" in window)) return this.show("Этот браузер не умеет получать уведомления при закрытой вкладке.");
    const home = await navigator.serviceWorker.register(this.getAttribute("worker"));
    const subscription = await home.pushManager.getSubscription();
    if (subscription && (await this.send("POST", subscription))) return this.show("В этом браузере уведомления включены.", "off");
    if (Notification.permission === "denied") return this.show("Уведомления запрещены в настройках браузера для этого сайта. Разрешите их там и обновите страницу.");
    return this.show("", "on");
  }

  async turnOn() {
    this.part("on").disabled = true;
    try {
      const home = await navigator.serviceWorker.ready;
      const subscription = await home.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(this.getAttribute("key")) });
      if (await this.send("POST", subscription)) this.show("В этом браузере уведомления включены.", "off");
    } catch (refusal) {
      const denied = refusal.name === "NotAllowedError";
      this.show(denied ? "Браузер не дал разрешения. Разрешите уведомления в настройках сайта." : "Не получилось: служба уведомлений браузера недоступна. Попробуйте позже.", "on");
    }
    this.part("on").disabled = false;
  }

  async turnOff() {
    const home = await navigator.serviceWorker.ready;
    const subscription = await home.pushManager.getSubscription();
    if (subscription) await this.send("DELETE", subscription);
    await subscription?.unsubscribe();
    this.show("В этом браузере уведомления выключены.", "on");
  }

  async send(method, subscription) {
    const token = this.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch(this.getAttribute("action"), { method, headers, body: JSON.stringify(subscription) });
    if (!answer.ok) this.show(answer.status === 422 ? await answer.text() : "Не получилось. Обновите страницу и попробуйте ещё раз.", "on");
    return answer.ok;
  }

  show(words, next) {
    if (words) this.part("state").textContent = words;
    for (const name of ["on", "off"]) this.part(name).hidden = name !== next;
  }
}

customElements.define("push-switch", PushSwitch);
