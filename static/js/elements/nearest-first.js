// <nearest-first> around a list of rows with data-place="latitude,longitude": the nearest first, measured here.
// Where the person is stays in the browser: nothing of it is sent.
const EARTH_KM = 6371;
const radians = (degrees) => (degrees * Math.PI) / 180;

function kilometres([lat1, lon1], [lat2, lon2]) {
  const half =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

function words(km) {
  if (km < 1) return `${Math.max(1, Math.round(km * 20)) * 50} м`;
  return km < 10 ? `${km.toFixed(1).replace(".", ",")} км` : `${Math.round(km)} км`;
}

class NearestFirst extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!this.button || !("geolocation" in navigator)) return;
    this.button.hidden = this.querySelectorAll("[data-place]").length < 2;
    this.button.addEventListener("click", () => this.ask());
  }

  ask() {
    this.say("Определяем, где вы…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.sort([coords.latitude, coords.longitude]),
      () => this.say("Браузер не сообщил, где вы. Выберите город в списке."),
      { maximumAge: 600_000, timeout: 10_000 },
    );
  }

  sort(here) {
    const rows = [...this.querySelectorAll("[data-place]")];
    const far = new Map(rows.map((row) => [row, kilometres(here, row.dataset.place.split(",").map(Number))]));
    rows.sort((one, other) => far.get(one) - far.get(other));
    for (const row of rows) {
      row.querySelector(".offices__far").textContent = words(far.get(row));
      row.parentElement.append(row);
    }
    this.say("Сначала ближайшие. Где вы, осталось в вашем браузере.");
  }

  say(text) {
    this.querySelector("[role=status]").textContent = text;
  }
}

customElements.define("nearest-first", NearestFirst);
