"""Words for lines of the stream nobody wrote: what the clocks, the silence and notices left there."""

from typing import Any

from notifications.selectors import title_of

_CLOCKS = {"service": "срока обслуживания", "law": "срока по 59-ФЗ"}
_STEPS = {
    "clock_warned": "Прошло три четверти {}: предупреждён исполнитель",
    "clock_breached": "Нарушение {}: сообщено старшему",
    "clock_escalated": "Нарушение {}: сообщено супервизору",
}
_WAYS = {"email": "письмо", "sms": "СМС"}


def automatic_title(data: dict[str, Any]) -> str:
    """Return the title of an automatic line, an empty string for any other."""
    verb = data.get("verb", "")
    if verb in _STEPS:
        return _STEPS[verb].format(_CLOCKS.get(data.get("clock", ""), "срока"))
    if verb not in {"notified", "not_notified"}:
        return ""
    title = title_of(data.get("about", ""))
    about = f" «{title}»" if title else ""
    if verb == "not_notified":
        return f"Уведомление{about} не отправлено: нет доступного телефона или почты"
    ways = ", ".join(_WAYS.get(way, way) for way in data.get("channels", []))
    return f"Уведомление{about}: {ways}"
