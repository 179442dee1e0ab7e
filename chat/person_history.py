"""Dialogs in a person's one stream (tickets/selectors/person_stream.py); wiring registers it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from chat.models import Dialog
from tickets.selectors.person_stream import Happened


class Chats:
    """Every dialog with its topic and how it ended; words of it are behind its own page."""

    kind, title = "chat", "Чаты"

    def happened(
        self, by: User, profiles: Sequence[UUID], *, upto: datetime | None, most: int
    ) -> list[Happened]:
        rows = Dialog.objects.filter(citizen__in=profiles)
        if upto is not None:
            rows = rows.filter(opened_at__lte=upto)
        rows = rows.select_related("topic", "operator", "ticket").order_by("-opened_at", "-pk")
        return [_dialog(row) for row in rows[:most]]


def _dialog(dialog: Dialog) -> Happened:
    said = [dialog.topic.title if dialog.topic else "Тема не определена"]
    if dialog.operator:
        said.append(dialog.operator.full_name)
    if dialog.result:
        said.append(str(dialog.get_result_display()).lower())
    if dialog.ticket:
        said.append(f"№ {dialog.ticket.number}")
    return Happened(
        kind=Chats.kind,
        key=str(dialog.pk),
        at=dialog.opened_at,
        title=f"Чат: {str(dialog.get_state_display()).lower()}",
        icon="message-2",
        text=", ".join(said),
    )


PROVIDERS = (Chats(),)
