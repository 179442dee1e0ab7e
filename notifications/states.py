"""States of a delivery and the only moves between them."""

from typing import Final

from django.db.models import TextChoices


class Channel(TextChoices):
    """By what a notice travels."""

    EMAIL = "email", "Электронная почта"
    SMS = "sms", "СМС"
    PUSH = "push", "Уведомление в браузере"


class Status(TextChoices):
    """Where a delivery is."""

    QUEUED = "queued", "В очереди"
    SENDING = "sending", "Отправляется"
    SENT = "sent", "Отправлено"
    DELIVERED = "delivered", "Доставлено"
    UNDELIVERED = "undelivered", "Не доставлено"
    DEAD = "dead", "Ждёт решения"
    SKIPPED = "skipped", "Не отправлялось"


MOVES: Final[dict[Status, frozenset[Status]]] = {
    Status.QUEUED: frozenset({Status.SENDING, Status.SKIPPED}),
    # A push to a browser that is gone is nobody's dead letter: it is put aside.
    Status.SENDING: frozenset({Status.QUEUED, Status.SENT, Status.DEAD, Status.SKIPPED}),
    Status.SENT: frozenset({Status.DELIVERED, Status.UNDELIVERED}),
    Status.DELIVERED: frozenset(),
    Status.UNDELIVERED: frozenset({Status.QUEUED, Status.DELIVERED}),
    Status.DEAD: frozenset({Status.QUEUED}),
    Status.SKIPPED: frozenset(),
}

# What a person may send again by hand.
REPLAYABLE: Final = frozenset({Status.DEAD, Status.UNDELIVERED})


def may_move(source: str, target: Status) -> bool:
    """Tell whether a delivery in `source` may come to `target`."""
    return target in MOVES[Status(source)]
