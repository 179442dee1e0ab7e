"""The life cycle of a ticket: states, labels and the only move table (architecture.md, words)."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class TicketType(IntEnum):
    """First digit of the number; never changes (R-097)."""

    APPLICATION = 1
    COMPLAINT = 2
    QUESTION = 3

    @property
    def label(self) -> str:
        return {1: "Заявление", 2: "Жалоба", 3: "Вопрос"}[self.value]


class Status(StrEnum):
    REGISTERED = "registered"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    AT_DEPARTMENT = "at_department"
    WAITING_CITIZEN = "waiting_citizen"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REFUSED = "refused"
    REDIRECTED = "redirected"


LABELS = {
    Status.REGISTERED: "Принято",
    Status.QUEUED: "В очереди",
    Status.IN_PROGRESS: "В работе",
    Status.AT_DEPARTMENT: "Передано в экспертный отдел",
    Status.WAITING_CITIZEN: "Нужны действия заявителя",
    Status.RESOLVED: "Решено",
    Status.CLOSED: "Закрыто",
    Status.REFUSED: "Отказано",
    Status.REDIRECTED: "Переадресовано",
}

OPEN = frozenset(
    {
        Status.REGISTERED,
        Status.QUEUED,
        Status.IN_PROGRESS,
        Status.AT_DEPARTMENT,
        Status.WAITING_CITIZEN,
    }
)
# The line that registered it has it, not a department.
AT_HOME = frozenset({Status.REGISTERED, Status.QUEUED, Status.IN_PROGRESS})
WORKED = AT_HOME | {Status.AT_DEPARTMENT}
FINAL = frozenset({Status.CLOSED, Status.REFUSED, Status.REDIRECTED})
# Answered or over, and yet the citizen may ask again within a month (decisions 15).
REOPENABLE = frozenset({Status.RESOLVED, Status.CLOSED, Status.REFUSED})


def label_of(status: str, type: int) -> str:
    """Return the Russian label; an application that is resolved is «Готово к выдаче» (decisions 24)."""
    if status == Status.RESOLVED and type == TicketType.APPLICATION:
        return "Готово к выдаче"
    return LABELS[Status(status)]


@dataclass(frozen=True, slots=True)
class Move:
    """A named change of state: allowed from these states, leads to that one."""

    verb: str
    sources: frozenset[Status]
    target: Status
    label: str


def _move(verb: str, sources: set[Status] | frozenset[Status], target: Status, label: str) -> Move:
    return Move(verb, frozenset(sources), target, label)


S = Status
MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        _move("queue", {S.IN_PROGRESS}, S.QUEUED, "Поставлено в очередь"),
        _move("take", {S.REGISTERED, S.QUEUED}, S.IN_PROGRESS, "Взято в работу"),
        _move("assign", {S.REGISTERED, S.QUEUED}, S.IN_PROGRESS, "Назначен исполнитель"),
        _move("send_to_department", AT_HOME, S.AT_DEPARTMENT, "Передано в экспертный отдел"),
        _move(
            "return_from_department", {S.AT_DEPARTMENT}, S.IN_PROGRESS, "Экспертный отдел ответил"
        ),
        _move(
            "ask_citizen",
            {S.IN_PROGRESS, S.AT_DEPARTMENT},
            S.WAITING_CITIZEN,
            "Запрошены сведения у заявителя",
        ),
        _move("citizen_answered", {S.WAITING_CITIZEN}, S.IN_PROGRESS, "Заявитель ответил"),
        _move(
            "citizen_answered_department", {S.WAITING_CITIZEN}, S.AT_DEPARTMENT, "Заявитель ответил"
        ),
        _move(
            "resolve", {S.IN_PROGRESS, S.AT_DEPARTMENT, S.WAITING_CITIZEN}, S.RESOLVED, "Дан ответ"
        ),
        _move("refuse", WORKED, S.REFUSED, "Отказано"),
        _move("redirect", AT_HOME, S.REDIRECTED, "Переадресовано по компетенции"),
        _move("reopen", REOPENABLE, S.IN_PROGRESS, "Возобновлено"),
        _move("close", {S.RESOLVED}, S.CLOSED, "Закрыто"),
        _move("close_by_silence", {S.WAITING_CITIZEN}, S.CLOSED, "Закрыто: заявитель не ответил"),
        _move("withdraw", OPEN, S.CLOSED, "Отозвано заявителем"),
        _move("reclassify", OPEN, S.CLOSED, "Перерегистрировано под другим номером"),
        # Undone by `put_back` (actions/_move.py): the only change of state outside this table.
        _move("merge", OPEN | REOPENABLE, S.CLOSED, "Объединено с обращением"),
    )
}


def allowed(verb: str, status: str) -> bool:
    """Say whether the move may start from this status."""
    return status in MOVES[verb].sources


def verbs_from(status: str) -> list[str]:
    """Return the verbs that may start from this status, in the table's order."""
    return [verb for verb, move in MOVES.items() if status in move.sources]
