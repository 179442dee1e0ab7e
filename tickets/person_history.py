"""What appeals, conversations and notices put into a person's stream (selectors/person_stream.py).

Registered in `gosuslugi_support/wiring.py`; an upper app writes a provider of its own there.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Case, When

from accounts.models import Contact, User
from common.masking import mask_text
from common.plural import plural
from notifications.selectors import sent_to_people, title_of
from tickets.models import Ticket
from tickets.selectors.person_stream import Happened
from tickets.selectors.visibility import visibility
from tickets.states import label_of

Channel = Contact.Channel
# Dialogs of the chat show themselves (chat/person_history.py).
TALKS = (Channel.PHONE, Channel.MFC)


class Appeals:
    """Every appeal with its state and topic; the words of those the reader may open."""

    kind, title = "appeal", "Обращения"

    def happened(
        self, by: User, profiles: Sequence[UUID], *, upto: datetime | None, most: int
    ) -> list[Happened]:
        seen = visibility(by)
        may_open = Case(When(seen, then=True), default=False, output_field=BooleanField())
        rows = Ticket.objects.filter(citizen__in=profiles)
        if upto is not None:
            rows = rows.filter(registered_at__lte=upto)
        rows = rows.select_related("topic").annotate(may_open=may_open)
        rows = rows.defer("search", "client_digest", "asked").order_by("-registered_at", "-number")
        return [_appeal(row) for row in rows[:most]]


class Talks:
    """Conversations an operator led: by phone, at a counter."""

    kind, title = "talk", "Разговоры"

    def happened(
        self, by: User, profiles: Sequence[UUID], *, upto: datetime | None, most: int
    ) -> list[Happened]:
        rows = Contact.objects.filter(citizen__in=profiles, channel__in=TALKS)
        if upto is not None:
            rows = rows.filter(started_at__lte=upto)
        rows = rows.select_related("operator").order_by("-started_at", "-pk")
        return [_talk(row) for row in rows[:most]]


class Notices:
    """Letters and messages sent: what about and how, never their words."""

    kind, title = "notice", "Уведомления"

    def happened(
        self, by: User, profiles: Sequence[UUID], *, upto: datetime | None, most: int
    ) -> list[Happened]:
        return [
            Happened(
                kind=self.kind,
                key=str(row.pk),
                at=row.created_at,
                title=title_of(row.template) or "Уведомление",
                icon="mail" if row.channel == "email" else "message",
                text=f"{row.get_channel_display()}: {row.get_status_display().lower()}",
            )
            for row in sent_to_people(profiles, upto=upto, most=most)
        ]


PROVIDERS = (Appeals(), Talks(), Notices())


def _appeal(ticket: Ticket) -> Happened:
    may_open = bool(vars(ticket)["may_open"])
    subject = mask_text(str(ticket.subject)).text if may_open else ticket.topic.title
    return Happened(
        kind=Appeals.kind,
        key=str(ticket.number),
        at=ticket.registered_at,
        title=f"№ {ticket.number}",
        icon=f"channel-{ticket.channel}",
        text=subject,
        number=ticket.number if may_open else 0,
        state=ticket.status,
        state_label=label_of(ticket.status, ticket.type),
    )


def _talk(contact: Contact) -> Happened:
    who = contact.operator.full_name if contact.operator else "без оператора"
    lasted = f", {_minutes(contact)}" if contact.ended_at else ", идёт сейчас"
    return Happened(
        kind=Talks.kind,
        key=str(contact.pk),
        at=contact.started_at,
        title=f"{contact.get_channel_display()}{lasted}",
        icon=f"channel-{contact.channel}",
        text=who,
    )


def _minutes(contact: Contact) -> str:
    assert contact.ended_at is not None  # asked of what has ended
    minutes = round((contact.ended_at - contact.started_at).total_seconds() / 60)
    return (
        f"{minutes} {plural(minutes, 'минута', 'минуты', 'минут')}" if minutes else "меньше минуты"
    )
