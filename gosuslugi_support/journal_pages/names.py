"""What facts are called in Russian, and the kinds of things they speak of.

A new event gets its name here; tests/journal/test_names.py asks for it.
"""

from functools import cache
from typing import Any

from gosuslugi_support import wiring

APPS = {
    "accounts": "Люди и доступ",
    "tickets": "Обращения",
    "notifications": "Уведомления",
    "schedules": "Графики",
    "topics": "Темы",
    "journal": "Журнал и отказы",
    "gosuslugi_support": "Ключи шифрования",
}
ACTORS = {"staff": "Сотрудник", "citizen": "Гражданин", "api_key": "Ключ API", "system": "Система"}
EVENTS = {
    # codes and sign-ins
    "accounts.CodeRequested": "Запрошен одноразовый код",
    "accounts.CodeUsed": "Одноразовый код введён",
    "accounts.CodeRefused": "Введён неверный код",
    "accounts.SignedIn": "Вход",
    "accounts.SignInFailed": "Неверный пароль",
    "accounts.SignedOut": "Выход",
    "accounts.PasswordChanged": "Изменён пароль",
    "accounts.SecondFactorChanged": "Изменён второй фактор",
    "accounts.SessionEnded": "Завершён один сеанс",
    "accounts.SessionsEnded": "Завершены сеансы",
    # people
    "accounts.CitizenSignedUp": "Гражданин зарегистрировался",
    "accounts.CitizenRegistered": "Гражданина записал сотрудник",
    "accounts.OrganisationRegistered": "Записана организация",
    "accounts.ProfileUpdated": "Изменён профиль",
    "accounts.ContactChanged": "Изменён телефон или почта",
    "accounts.ProfilesJoined": "Профили объединены",
    "accounts.JoinUndone": "Объединение профилей отменено",
    "accounts.RepresentativeAdded": "Добавлен представитель",
    "accounts.RepresentativeEnded": "Представительство прекращено",
    "accounts.CitizenLimited": "Гражданин ограничен",
    "accounts.LimitLifted": "Ограничение снято",
    "accounts.ContactOpened": "Начат разговор",
    "accounts.ContactEnded": "Разговор закончен",
    # identity
    "accounts.IdentityAnswered": "Ответ на вопрос о личности",
    "accounts.IdentityConfirmedInPerson": "Личность подтверждена на месте",
    "accounts.CallerCodeStarted": "Звонящему отправлен код",
    "accounts.CallerCodeEntered": "Звонящий ввёл код",
    "accounts.CallerCodeSpoken": "Код назван вслух и погашен",
    "accounts.IdentificationRuleSaved": "Изменено правило проверки личности",
    "accounts.RegistryAsked": "Запрос в реестр",
    "accounts.RegistryAnswered": "Ответ реестра",
    "accounts.PortalAsked": "Запрос о записи на портале",
    "accounts.PortalAnswered": "Ответ портала",
    "accounts.CitizensLookedUp": "Поиск людей",
    "accounts.LookupLimitReached": "Поиск людей остановлен лимитом",
    "accounts.PersonalDataRevealed": "Показаны персональные данные",
    "accounts.RevealLimitReached": "Показ данных остановлен лимитом",
    "accounts.OwnDocumentsShown": "Гражданин открыл свои документы",
    "accounts.DocumentsRecorded": "Записаны документы",
    "accounts.ChangeRequested": "Заявлено изменение данных",
    "accounts.DataChanged": "Персональные данные изменены",
    "accounts.ChangeRefused": "Изменение данных отклонено",
    "accounts.ChangeWithdrawn": "Изменение данных отозвано",
    "accounts.ChangesFrozen": "Изменения заморожены",
    "accounts.FreezeLifted": "Заморозка изменений снята",
    # staff and keys
    "accounts.StaffCreated": "Заведён сотрудник",
    "accounts.StaffRenamed": "Изменены данные сотрудника",
    "accounts.RoleChanged": "Изменена роль",
    "accounts.TeamsSet": "Изменены команды сотрудника",
    "accounts.SubstituteSet": "Назначен заместитель",
    "accounts.AwaySet": "Отметка об отсутствии",
    "accounts.StaffDeactivated": "Сотрудник отключён",
    "accounts.StaffReactivated": "Сотрудник снова действует",
    "accounts.TeamSaved": "Изменена команда",
    "accounts.ApiKeyIssued": "Выдан ключ API",
    "accounts.ApiKeyRevoked": "Отозван ключ API",
    # rights of citizens
    "accounts.ConsentGiven": "Дано согласие",
    "accounts.ConsentWithdrawn": "Согласие отозвано",
    "accounts.SubjectRequestReceived": "Запрос субъекта принят",
    "accounts.SubjectRequestDone": "Запрос субъекта выполнен",
    "accounts.SubjectRequestRefused": "Запрос субъекта отклонён",
    "accounts.SubjectRequestWithdrawn": "Запрос субъекта отозван",
    "accounts.SubjectRequestDueSoon": "Срок запроса субъекта близко",
    "accounts.SubjectRequestLate": "Срок запроса субъекта прошёл",
    "accounts.ErasureProposed": "Предложено удаление данных",
    "accounts.ErasureReturned": "Удаление данных возвращено",
    "accounts.SubjectErased": "Данные гражданина удалены",
    "accounts.SubjectHeldShown": "Показано, что хранится о гражданине",
    "accounts.SubjectExportAsked": "Заказана выгрузка своих данных",
    "accounts.SubjectExportReady": "Выгрузка данных готова",
    "accounts.SubjectExportDownloaded": "Выгрузка данных скачана",
    "accounts.DataDestroyed": "Уничтожены данные с истёкшим сроком",
    "accounts.RetentionPolicyChanged": "Изменён срок хранения",
    "accounts.RightsReferenceLoaded": "Загружены тексты согласий и сроки",
    # appeals
    "tickets.TicketRegistered": "Обращение зарегистрировано",
    "tickets.TicketAnswered": "Отправлен ответ",
    "tickets.CitizenWrote": "Гражданин написал",
    "tickets.NoteAdded": "Внутренняя заметка",
    "tickets.TicketAssigned": "Назначен исполнитель",
    "tickets.TicketSentToDepartment": "Передано в отдел",
    "tickets.TicketReturnedFromDepartment": "Возвращено из отдела",
    "tickets.TicketMovedToTeam": "Передано другой линии",
    "tickets.CitizenAsked": "Задан вопрос заявителю",
    "tickets.TicketResolved": "Обращение решено",
    "tickets.TicketRefused": "В обращении отказано",
    "tickets.TicketRedirected": "Обращение переадресовано",
    "tickets.TicketExtended": "Срок ответа продлён",
    "tickets.TicketReopened": "Обращение возобновлено",
    "tickets.TicketClosed": "Обращение закрыто",
    "tickets.TicketWithdrawn": "Обращение отозвано",
    "tickets.TicketEscalated": "Передано старшему",
    "tickets.RecheckRequested": "Запрошена повторная проверка",
    "tickets.TicketReclassified": "Изменён тип обращения",
    "tickets.TicketContinued": "Обращение продолжено новым",
    "tickets.TicketDetailsChanged": "Изменены сведения обращения",
    "tickets.AnswerProposed": "Ответ ждёт согласования",
    "tickets.AnswerRejected": "Ответ возвращён на доработку",
    "tickets.TicketRated": "Ответ оценён",
    "tickets.AnswerRead": "Гражданин прочитал ответ",
    "tickets.CardOpened": "Открыта карточка обращения",
    "tickets.FileDownloaded": "Скачан файл",
    "tickets.ClockWarned": "Срок под угрозой",
    "tickets.ClockBreached": "Срок нарушен",
    "tickets.ClockEscalated": "О сроке сообщено супервизору",
    "tickets.SilenceReminded": "Напоминание заявителю",
    "tickets.NumbersNearlyFull": "Номера заканчиваются",
    "tickets.FileAttached": "Приложены файлы",
    "tickets.FileChecked": "Файл проверен",
    "tickets.ConversationLinked": "Разговор связан с обращением",
    "tickets.CodeDemandStopped": "Остановлен ответ с просьбой назвать код",
    "tickets.TextRevealed": "Показаны скрытые части текста",
    "tickets.TextRevealLimitReached": "Показ скрытого остановлен лимитом",
    "tickets.ExportFileReady": "Выгрузка готова",
    "tickets.ExportFileTaken": "Готовая выгрузка скачана",
    "tickets.ReferenceLoaded": "Загружены справочники",
    "tickets.ReferenceSaved": "Изменён справочник",
    "tickets.TicketsExported": "Выгружены обращения",
    # the rest
    "notifications.DeliveryDied": "Уведомление не доставлено",
    "notifications.DeliveryReplayed": "Уведомление отправлено снова",
    "notifications.PreferenceSet": "Изменены настройки уведомлений",
    "schedules.CalendarChanged": "Изменён производственный календарь",
    "schedules.ScheduleChanged": "Изменён график",
    "topics.TopicChanged": "Изменена тема",
    "journal.AccessDenied": "Отказано в доступе",
    "journal.DenialsSuppressed": "Отказов слишком много",
    "journal.LooksReported": "Отчёт «кто видел»",
    "journal.JournalRead": "Чтение журнала",
    "journal.ChainVerified": "Проверена целость журнала",
    "gosuslugi_support.KeyPublished": "Создан ключ данных",
    "gosuslugi_support.KeyMadeCurrent": "Ключ данных введён в работу",
    "gosuslugi_support.KeysRotated": "Данные перешифрованы",
    "gosuslugi_support.KeyDropped": "Старый ключ удалён",
    "gosuslugi_support.MasterKeyReplaced": "Заменён главный ключ",
}
THINGS = {
    "ticket": "обращение",
    "citizen": "гражданин",
    "organisation": "организация",
    "user": "сотрудник",
    "session": "сеанс",
    "reader": "читатель",
    "exporter": "сотрудник",
    "code": "код",
    "change": "изменение",
    "contact": "разговор",
    "kept": "профиль",
    "team": "команда",
    "key": "ключ",
    "delivery": "доставка",
    "attachment": "файл",
    "schedule": "график",
    "topic": "тема",
    "chain": "цепочка",
    "operation": "действие",
    "actor": "кто",
    "person": "человек",
    "thing": "отчёт о",
    "destruction": "акт уничтожения",
    "place": "место",
    "source": "источник",
    "kind": "вид",
    "type": "тип",
    "what": "что",
    "year": "год",
}
# Names of values; those that are not here are shown as they stand.
VALUES = {
    "assignee": "исполнитель", "attempts": "попытка", "attribute": "поле", "attributes": "поля",
    "bad_entry_id": "запись", "bad_seq": "печать", "change": "изменение", "channel": "канал",
    "citizen": "гражданин", "clock": "срок", "contact": "разговор", "count": "найдено",
    "fields": "поля", "filters": "отбор", "form": "вид", "item": "строка", "kind": "вид",
    "method": "способ", "operation": "действие", "policy": "правило", "purpose": "назначение",
    "reason": "основание", "role": "роль", "score": "оценка", "seals": "печатей",
    "state": "состояние", "team": "команда", "thing": "предмет", "verdict": "итог",
    "citizen_ids": "граждане", "previous": "прежний", "attachment": "файл", "ticket": "обращение",
    "after_wait": "после ожидания", "article": "статья", "bad_entry": "запись", "by_email": "почтой",
    "by_silence": "по молчанию", "by_sms": "по СМС", "code": "код", "consent": "согласие",
    "created": "создано", "days": "дней", "destruction": "акт", "due_at": "срок", "export": "выгрузка",
    "file": "файл", "format": "формат", "freeze": "заморозка", "inquiry": "запрос", "is_away": "отсутствует",
    "joined": "присоединён", "keys": "ключей", "level": "уровень", "lifted": "снято", "limit": "предел",
    "new_ticket": "новое обращение", "outcome": "исход", "pending": "проект ответа", "person": "человек",
    "person_kind": "кто", "previous_team": "прежняя команда", "refused": "отказов", "registry": "реестр",
    "request": "запрос", "row": "строка", "rows": "строк", "scopes": "права", "senior": "старший",
    "source": "источник", "step": "шаг", "substitute": "заместитель", "team_ids": "команды",
    "template": "шаблон", "type": "тип", "used": "занято", "user": "сотрудник", "verb": "действие",
    "version": "версия",
}  # fmt: skip


@cache
def kinds_of_things() -> tuple[str, ...]:
    """Return every kind of subject that a known event can have."""
    events: list[Any] = [*wiring.REACTIONS, *wiring.NOBODY_REACTS]
    firsts = {next(iter(event.__dataclass_fields__)) for event in events}
    return tuple(sorted(first.removesuffix("_id") for first in firsts))


def name_of_event(code: str) -> str:
    return EVENTS.get(code, code)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the events by app, for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name in EVENTS.items():
        groups.setdefault(APPS[code.split(".")[0]], []).append((code, name))
    return [(title, sorted(group, key=lambda one: one[1])) for title, group in groups.items()]
