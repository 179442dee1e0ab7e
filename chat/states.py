"""The life of a dialog: which moves there are."""

from django.db import models


class DialogState(models.TextChoices):
    """`opening`: the topic and answers before a person; `wrap_up`: the citizen left, the operator writes up."""

    OPENING = "opening", "Уточняется вопрос"
    WAITING = "waiting", "Ждёт оператора"
    ACTIVE = "active", "Идёт разговор"
    WRAP_UP = "wrap_up", "Оформляется"
    ENDED = "ended", "Окончен"


class Ending(models.TextChoices):
    """How a dialog ended."""

    CITIZEN = "citizen", "Завершил гражданин"
    OPERATOR = "operator", "Завершил оператор"
    SILENCE = "silence", "Гражданин перестал отвечать"
    SELF_HELP = "self_help", "Помогла статья"
    LEFT = "left", "Ушёл, не дождавшись"
    TICKET = "ticket", "Стал обращением"
    PHONE = "phone", "Передан на телефон"


class Result(models.TextChoices):
    """What the operator writes up after the contact."""

    SOLVED = "solved", "Решено"
    TICKET = "ticket", "Заведено обращение"
    CALLBACK = "callback", "Перезвоним"
    REFERRED = "referred", "Направлен в другое ведомство"
    NO_ANSWER = "no_answer", "Гражданин не ответил"


# From → to. Waiting again is a hand-over: a place in the queue is kept by its age.
MOVES: dict[str, frozenset[str]] = {
    DialogState.OPENING: frozenset({DialogState.WAITING, DialogState.ENDED}),
    DialogState.WAITING: frozenset({DialogState.ACTIVE, DialogState.ENDED}),
    DialogState.ACTIVE: frozenset({DialogState.WAITING, DialogState.WRAP_UP, DialogState.ENDED}),
    DialogState.WRAP_UP: frozenset({DialogState.ACTIVE, DialogState.ENDED}),
    DialogState.ENDED: frozenset(),
}
TALKING = frozenset({DialogState.OPENING, DialogState.WAITING, DialogState.ACTIVE})
