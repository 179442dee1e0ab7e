"""What an event of a dialog is called: code -> words for the citizen, words for staff.

"" keeps it from that side's eyes. `{who}` is the colleague who caused it: an alias for citizens;
`{ticket}`, `{when}` and `{talk}` are the number, the moment and the length in the event's data.
Inner events (`is_inner`) never reach the citizen whatever stands here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format

from schedules.hours import MOSCOW

WORDS: dict[str, tuple[str, str]] = {
    "consented": ("", "Согласие на обработку данных получено"),
    "signed_in": ("Вы вошли, разговор теперь в вашем кабинете", "Гражданин вошёл в личный кабинет"),
    "phone_proved": ("Номер телефона подтверждён", "Гражданин подтвердил номер телефона"),
    "operator_asked": ("Зовём оператора", "Гражданин позвал оператора"),
    "operator_joined": ("К разговору подключается {who}", "{who} ведёт разговор"),
    "ended": ("Разговор окончен", "Разговор окончен"),
    "silence": (
        "Вы долго не отвечали, и разговор закончился. Напишите — продолжим с того же места",
        "Гражданин долго не отвечал, разговор закончен",
    ),
    "reminded": (
        "Вы ещё здесь? Если ответа не будет, разговор скоро закончится",
        "Гражданину напомнили, что его ждут",
    ),
    "resumed": ("Разговор продолжается", "Гражданин вернулся, разговор продолжается"),
    "handed_to_operator": (
        "Передаём разговор коллеге, который поможет лучше. Повторять ничего не нужно, место в очереди за вами",
        "{who} передаёт разговор коллеге",
    ),
    "handed_to_senior": (
        "Зовём старшего специалиста. Повторять ничего не нужно, место в очереди за вами",
        "{who} передаёт разговор старшему специалисту",
    ),
    "handed_to_team": (
        "Передаём разговор команде, которая этим занимается. Повторять ничего не нужно, место в очереди за вами",
        "{who} передаёт разговор другой команде",
    ),
    "handed_to_language": (
        "Зовём специалиста, который говорит на вашем языке. Место в очереди за вами",
        "{who} передаёт разговор тому, кто говорит на другом языке",
    ),
    "handed_to_queue": (
        "Связь со специалистом прервалась. Вам ответит другой, повторять ничего не нужно",
        "Оператор пропал со связи, разговор вернулся в очередь",
    ),
    "handed_to_phone": (
        "Позвоним вам {when}. Специалист уже будет знать весь этот разговор",
        "Передано на телефон: позвонить {when}",
    ),
    "ticket_made": (
        "Зарегистрировано обращение № {ticket}. Ответ придёт по нему",
        "Заведено обращение № {ticket}",
    ),
    "call_ended": ("Голосовой звонок, {talk}", "Голосовой звонок, {talk}"),
    "call_broken": (
        "Голосовой звонок прервался через {talk}",
        "Голосовой звонок прервался через {talk}",
    ),
    "call_missed": ("Голосовой звонок без ответа", "Голосовой звонок без ответа"),
    "call_refused": ("Голосовой звонок отклонён", "Голосовой звонок отклонён"),
    "call_failed": ("Голосовой звонок не соединился", "Голосовой звонок не соединился"),
    "nobody_came": (
        "Простите, свободного специалиста так и не нашлось. Ваш вопрос не потерян: мы записали его обращением",
        "Никто не взял разговор вовремя, он стал обращением",
    ),
}


def words_of(
    event: str, *, for_staff: bool, who: str, data: Mapping[str, Any] | None = None
) -> str:
    """Return how an event reads on one side; a code nobody named reads as nothing."""
    citizen, staff = WORDS.get(event, ("", ""))
    known = data or {}
    return (staff if for_staff else citizen).format(
        who=who, ticket=known.get("ticket", ""), when=_when(known), talk=_talk(known)
    )


def _talk(data: Mapping[str, Any]) -> str:
    """Return how long people spoke in a call: «42 с», «2 мин 10 с»."""
    minutes, seconds = divmod(int(data.get("talked_s") or 0), 60)
    return f"{minutes} мин {seconds} с" if minutes else f"{seconds} с"


def _when(data: Mapping[str, Any]) -> str:
    """Return «23 ноября с 12:00 до 14:00» of the window in an event's data, "" without one."""
    if "since" not in data or "until" not in data:
        return ""
    begins, ends = (
        datetime.fromisoformat(data[name]).astimezone(MOSCOW) for name in ("since", "until")
    )
    return f"{date_format(begins, 'j E')} с {begins:%H:%M} до {ends:%H:%M}"
