// The service worker of the desk: shows a push, leads to its appeal. A push holds a kind and a number, nothing else;
// the words stand here. It caches nothing and answers no requests.
const WORDS = {
  offer: "Вам предлагают обращение",
  citizen_wrote: "Заявитель написал",
  mention: "Вас упомянули в заметке",
  assigned: "Обращение назначено вам",
  transfer: "Вас просят принять обращение",
  transfer_accepted: "Коллега взял обращение",
  transfer_refused: "Коллега не взял обращение",
  escalated: "Вам передали как старшему",
  sla_warning: "Подходит срок ответа",
  sla_breached: "Срок ответа прошёл",
  approval: "Ответ ждёт вашего утверждения",
  rejected: "Ответ вернули на доработку",
  recheck: "Просят проверить ещё раз",
  watched: "Новое в обращении",
  woken: "Отложенное обращение вернулось",
  rule: "Правило просит посмотреть обращение",
  review: "Статью нужно пересмотреть",
  video_review: "Видео пора пересмотреть",
  rule_off: "Правило выключилось из-за ошибок",
};

function read(data) {
  try {
    const { kind, number } = data.json();
    return { kind: String(kind), number: /^[0-9]{9}$/.test(number) ? number : "" };
  } catch {
    return { kind: "", number: "" };
  }
}

self.addEventListener("push", (event) => {
  const { kind, number } = read(event.data);
  const url = number ? `/desk/${number}/` : "/desk/bell/";
  const body = number ? `Обращение ${number}` : "Откройте рабочее место";
  const shown = self.registration.showNotification(WORDS[kind] ?? "Новое на рабочем месте", { body, tag: `${kind}:${number}`, lang: "ru", data: { url } });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then((pages) => {
      const open = pages.find((page) => new URL(page.url).pathname === url);
      return open ? open.focus() : self.clients.openWindow(url);
    }),
  );
});
