// <offline-banner hidden>: shows itself while the device has no connection.
class OfflineBanner extends HTMLElement {
  connectedCallback() {
    this.show = () => {
      this.hidden = navigator.onLine;
    };
    addEventListener("online", this.show);
    addEventListener("offline", this.show);
    this.show();
  }

  disconnectedCallback() {
    removeEventListener("online", this.show);
    removeEventListener("offline", this.show);
  }
}

customElements.define("offline-banner", OfflineBanner);
