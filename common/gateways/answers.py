"""What can come of asking a neighbour, apart from what was asked."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no answer; kept with the inquiry and shown in words."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    FAILED = "failed"
    BUSY = "busy"
    BROKEN = "broken"
    RESTING = "resting"
    REFUSED = "refused"
    UNTRUSTED = "untrusted"
    NO_DATA = "no_data"
    REUSED = "reused"
    GAVE_UP = "gave_up"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Reason.UNREACHABLE: "нет связи",
    Reason.TIMEOUT: "не ответил вовремя",
    Reason.FAILED: "ошибка на той стороне",
    Reason.BUSY: "перегружен",
    Reason.BROKEN: "ответ не разобрать",
    Reason.RESTING: "недавно не отвечал, ждём",
    Reason.REFUSED: "не принял наш запрос: сообщите администратору",
    Reason.UNTRUSTED: "сертификат не проходит проверку: сообщите администратору",
    Reason.NO_DATA: "в профиле больше нет нужных данных",
    Reason.REUSED: "данные изменились после запроса: спросите ещё раз",
    Reason.GAVE_UP: "так и не ответил",
}
# Asking again cannot help: the question itself is over.
FINAL = frozenset({Reason.NO_DATA, Reason.REUSED})
# The neighbour is there and says no: nobody has to leave it alone.
ALIVE = frozenset({Reason.REFUSED, Reason.REUSED})


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer now. `retry_after_s`: not before so many seconds, 0 when nobody said."""

    reason: Reason
    retry_after_s: int = 0


@dataclass(frozen=True, slots=True)
class NotConfigured:
    """This house has no way to the neighbour."""
