"""Registering an appeal: the door every channel comes through (R-023…R-029, R-094…R-101)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.policies import can_write
from django.db import IntegrityError, transaction
from topics.models import Topic
from topics.selectors import topic_for_text

from accounts.models import Citizen, Contact, Team
from common import policies
from common.actors import Acts, actor_of
from common.errors import DomainError, InvalidInput
from common.keyed_search import KeyedVector
from journal.facts import record
from tickets.actions import attachments, clocks
from tickets.actions._timeline import Kind as LineKind
from tickets.actions._timeline import Line, item_of
from tickets.events import NumbersNearlyFull, TicketRegistered
from tickets.models import Ticket
from tickets.models.ticket import Kind, Priority
from tickets.numbers import ALARM_AT, BASE, next_number
from tickets.policies import can_register
from tickets.selectors.routes import route_of
from tickets.states import Status

MAX_BODY = 20_000


class KeyReused(DomainError):
    """The same idempotency key came with another request: nothing was registered (P-04)."""

    code = "idempotency_key_reused"
    http_status = 422


class CitizenLimited(DomainError):
    """The citizen may not write until a date (decisions 18)."""

    code = "citizen_limited"
    http_status = 403


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What a channel knows of a new appeal. `citizen=None` is an anonymous one.

    `topic` None: decided by the words. `client_key` makes a repeated submit return the first result.
    `attachment_ids` are files uploaded by `by` under `draft_key`.
    """

    kind: Kind
    body: str
    channel: str
    citizen: Citizen | None
    subject: str = ""
    topic: Topic | None = None
    priority: int = Priority.NORMAL
    is_official: bool = False
    contact: Contact | None = None
    team: Team | None = None
    attachment_ids: tuple[UUID, ...] = ()
    draft_key: str = ""
    client_key: str = field(default="", compare=False)

    def digest(self) -> bytes:
        """Return the fingerprint that tells a retry from another request under the same key."""
        parts = (
            self.kind,
            self.body,
            self.channel,
            self.subject,
            self.priority,
            self.is_official,
            self.citizen.pk if self.citizen else None,
            self.topic.pk if self.topic else None,
            sorted(map(str, self.attachment_ids)),
        )
        return hashlib.sha256(repr(parts).encode()).digest()


def register_ticket(*, new: NewTicket, by: Acts, now: datetime) -> Ticket:
    """Register an appeal and return it with its number; a repeated `client_key` returns the first one.

    Raises InvalidInput, NotAllowed, CitizenLimited, KeyReused, NumbersFull; then nothing is written.
    """
    _check(new, by=by, now=now)
    try:
        with transaction.atomic():
            return _register(new, by=by, now=now)
    except IntegrityError as error:
        if "tickets_ticket_registered_once" not in str(error):
            raise
    return _registered_before(new, by=by)


def _check(new: NewTicket, *, by: Acts, now: datetime) -> None:
    policies.require(can_register, by, new.citizen)
    if not new.body.strip():
        raise InvalidInput(
            "Опишите, что случилось: без описания обращение не принять.", field="body"
        )
    if len(new.body) > MAX_BODY:
        raise InvalidInput(
            f"Описание длиннее {MAX_BODY} знаков. Сократите его или приложите подробности файлом.",
            field="body",
        )
    if (
        new.citizen is not None
        and actor_of(by).kind == "citizen"
        and not can_write(new.citizen, now=now)
    ):
        raise CitizenLimited(
            "Приём обращений от вас временно ограничен. Причина и срок — в личном кабинете."
        )


def _register(new: NewTicket, *, by: Acts, now: datetime) -> Ticket:
    """Write everything, then take the number, then the ticket: the counter is locked last."""
    ticket = _draw_up(new, by=by, now=now)
    item = item_of(
        ticket, Line(LineKind.MESSAGE, body=new.body, is_public=True), by=by, now=now
    )
    item.save(force_insert=True)
    clocks.start(ticket, now=now)
    attachments.bind(ticket, item, new.attachment_ids, draft_key=new.draft_key, by=by)
    event = TicketRegistered(
        ticket_id=ticket.pk,
        type=ticket.type,
        channel=ticket.channel,
        team_id=ticket.team_id,
    )
    record(event, by=by, at=now)
    ticket.number = next_number(new.kind.type)
    if ticket.number % BASE == ALARM_AT:
        record(NumbersNearlyFull(type=ticket.type, used=ALARM_AT), by=by, at=now)
    ticket.save(force_insert=True)
    return ticket


def _draw_up(new: NewTicket, *, by: Acts, now: datetime) -> Ticket:
    """Return the unsaved ticket: topic, team and contact decided."""
    topic = new.topic or topic_for_text(f"{new.subject}\n{new.body}")
    actor = actor_of(by)
    subject = new.subject.strip() or _first_words(new.body)
    contact = new.contact or Contact.objects.create(
        citizen=new.citizen,
        channel=new.channel,
        started_at=now,
        ended_at=now,
        language=new.citizen.language if new.citizen else "ru",
    )
    return Ticket(
        type=new.kind.type,
        kind=new.kind,
        status=Status.REGISTERED,
        channel=new.channel,
        topic=topic,
        priority=new.priority,
        is_official=new.is_official,
        subject=subject,
        citizen=new.citizen,
        contact=contact,
        team=new.team or route_of(topic).team,
        registered_at=now,
        activity_at=now,
        status_changed_at=now,
        items_count=1,
        registrar=f"{actor.kind}:{actor.id}",
        client_key=new.client_key,
        client_digest=new.digest() if new.client_key else None,
        search=KeyedVector(subject, new.body),
    )


def _registered_before(new: NewTicket, *, by: Acts) -> Ticket:
    actor = actor_of(by)
    ticket = Ticket.objects.get(
        registrar=f"{actor.kind}:{actor.id}", client_key=new.client_key
    )
    if bytes(ticket.client_digest or b"") != new.digest():
        raise KeyReused(
            "Этот ключ повтора уже использован с другими данными: обращение не зарегистрировано."
        )
    return ticket


def _first_words(body: str, limit: int = 120) -> str:
    """Return the first line of a text, cut at a word."""
    line = " ".join(body.strip().splitlines()[0].split())
    return (
        line
        if len(line) <= limit
        else line[: limit + 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
    )
