"""Registering an appeal: the door every channel comes through (R-023…R-029, R-094…R-101)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from accounts.actions.contacts import open_contact, write_letter_contact
from accounts.actions.profiles import Caller, find_or_create_citizen
from accounts.models import Citizen, Contact, Team, User
from common import policies
from common.actors import Acts, actor_of
from common.errors import DomainError, InvalidInput
from common.keyed_search import KeyedVector
from common.masking import mask_text
from common.prepared import Slot, prepared
from journal.facts import record
from tickets.actions import attachments, clocks
from tickets.actions._limits import require_may_write
from tickets.actions._text import checked_text
from tickets.actions._timeline import Kind as LineKind
from tickets.actions._timeline import Line, item_of
from tickets.events import NumbersNearlyFull, TicketRegistered
from tickets.models import Draft, Ticket
from tickets.models.ticket import Kind, Priority
from tickets.numbers import ALARM_AT, BASE, next_number
from tickets.official import can_be_official, official_by_default
from tickets.policies import can_register
from tickets.selectors.routes import route_of
from tickets.states import Status
from topics.models import Topic
from topics.selectors import topic_for_text

MAX_SUBJECT = 200
MAX_CLIENT_KEY = 80
SUBJECT_FROM_BODY = 120
# Registered while the person is there: the conversation lasts longer than the form.
TALKS = frozenset({Contact.Channel.PHONE, Contact.Channel.MFC})


class KeyReused(DomainError):
    """The same idempotency key came with another request: nothing was registered (P-04)."""

    code = "idempotency_key_reused"
    http_status = 422


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What a channel knows of a new appeal. `citizen=None` is an anonymous one.

    None means: `topic` is decided by the words, `is_official` by kind and channel, `team` by topic.
    `client_key` makes a repeated submit return the first result; `draft_key` is the place of the
    draft, dropped with success, under which `attachment_ids` were uploaded by `by`.
    `received_at`: when the citizen first turned to us, if earlier than now; terms count from it.
    `article` is the code of the help article the person came from: it did not help.
    `caller` is set by `register_for_caller`: what was told of the person, found or written by it.
    """

    kind: Kind
    body: str
    channel: str
    citizen: Citizen | None
    subject: str = ""
    topic: Topic | None = None
    priority: int = Priority.NORMAL
    is_official: bool | None = None
    contact: Contact | None = None
    team: Team | None = None
    attachment_ids: tuple[UUID, ...] = ()
    draft_key: str = ""
    client_key: str = field(default="", compare=False)
    received_at: datetime | None = None
    article: str = field(default="", compare=False)
    caller: Caller | None = None

    def digest(self) -> bytes:
        """Return the keyed fingerprint that tells a retry from another request under the same key."""
        parts = (
            str(self.kind),
            self.body,
            str(self.channel),
            self.subject,
            int(self.priority),
            self.is_official,
            repr(self.caller) if self.caller else str(self.citizen and self.citizen.pk),
            self.topic.code if self.topic else None,
            sorted(map(str, self.attachment_ids)),
        )
        return salted_hmac("tickets.NewTicket", repr(parts), algorithm="sha256").digest()


def register_ticket(*, new: NewTicket, by: Acts, now: datetime) -> Ticket:
    """Register an appeal and return it with its number; a repeated `client_key` returns the first one.

    Raises InvalidInput, NotAllowed, CitizenLimited, KeyReused, NumbersFull; then nothing is written.
    """
    new = _checked(new, by=by, now=now)
    try:
        with transaction.atomic():
            return _register(new, by=by, now=now)
    except (IntegrityError, DomainError) as error:
        # A retry loses at the unique key, or earlier: the first try has taken its files.
        before = _registered_before(new, by=by)
        if before is None:
            raise
        _require_same(before, new, error)
        return before


@transaction.atomic
def register_for_caller(*, caller: Caller, new: NewTicket, by: Acts, now: datetime) -> Ticket:
    """Register an appeal of somebody on the phone or at the desk (R-094, R-100).

    Finds their profile by phone or e-mail and name, or writes a new one. Requests under one
    `client_key` go one by one, so that a repeated one writes no second profile.
    """
    new = replace(new, caller=caller)
    _one_at_a_time(new, by=by)
    before = _registered_before(new, by=by)
    if before is not None:
        again = replace(new, citizen=before.citizen)
        _require_same(before, _checked(again, by=by, now=now))
        return before
    citizen = find_or_create_citizen(caller=caller, by=by, now=now)
    return register_ticket(new=replace(new, citizen=citizen), by=by, now=now)


def _checked(new: NewTicket, *, by: Acts, now: datetime) -> NewTicket:
    """Return the appeal ready to be written: texts cleaned, the official mark decided."""
    policies.require(can_register, by, new.citizen)
    body = checked_text(
        new.body, empty="Опишите, что случилось: без описания обращение не принять."
    )
    subject = " ".join(new.subject.split())
    if len(subject) > MAX_SUBJECT:
        raise InvalidInput(f"Суть — не длиннее {MAX_SUBJECT} знаков.", field="subject")
    if len(new.client_key) > MAX_CLIENT_KEY:
        raise InvalidInput(
            f"Ключ повтора — не длиннее {MAX_CLIENT_KEY} знаков.", field="client_key"
        )
    require_may_write(by, new.citizen, now=now)
    return replace(new, body=body, subject=subject, is_official=_official(new))


def _official(new: NewTicket) -> bool:
    """Decide about 59-ФЗ; without a name no answer is due (art. 11), so no mark either."""
    if new.citizen is None:
        return False
    if new.is_official is None:
        return official_by_default(
            new.kind, new.channel, info_requests=settings.OFFICIAL_INFO_REQUESTS
        )
    if new.is_official and not can_be_official(new.kind, new.channel):
        raise InvalidInput(
            "Такое обращение не может быть официальным по 59-ФЗ. Предложите гражданину подать его "
            "в личном кабинете.",
            field="is_official",
        )
    return new.is_official


def _register(new: NewTicket, *, by: Acts, now: datetime) -> Ticket:
    """Write everything, then take the number, then the ticket: the counter is locked last."""
    ticket = _draw_up(new, by=by, now=now)
    came_from = {"article": new.article} if new.article else {}
    line = Line(LineKind.MESSAGE, body=new.body, is_public=True, data=came_from)
    item = item_of(ticket, line, by=by, now=now)
    item.save(force_insert=True)
    clocks.start(ticket, now=new.received_at or now)
    attachments.bind(ticket, item, new.attachment_ids, draft_key=new.draft_key, by=by)
    if new.draft_key and isinstance(by, User):
        Draft.objects.filter(owner=by, place=new.draft_key).delete()
    record(
        TicketRegistered(
            ticket_id=ticket.pk, type=ticket.type, channel=ticket.channel, team_id=ticket.team_id
        ),
        by=by,
        at=now,
    )
    ticket.number = next_number(new.kind.type)
    if ticket.number % BASE == ALARM_AT:
        record(NumbersNearlyFull(type=ticket.type, used=ALARM_AT), by=by, at=now)
    ticket.save(force_insert=True)
    return ticket


def _draw_up(new: NewTicket, *, by: Acts, now: datetime) -> Ticket:
    """Return the unsaved ticket: topic, team and contact decided."""
    topic = new.topic or topic_for_text(f"{new.subject}\n{new.body}")
    if topic is None:
        raise LookupError("There are no topics: load reference data (manage.py seed).")
    subject = new.subject or _first_words(new.body)
    return Ticket(
        type=new.kind.type,
        kind=new.kind,
        status=Status.REGISTERED,
        channel=new.channel,
        topic=topic,
        priority=new.priority,
        is_official=bool(new.is_official),
        subject=subject,
        citizen=new.citizen,
        contact=new.contact or _contact_of(new, by=by, now=now),
        team=new.team or route_of(topic).team,
        registered_at=now,
        activity_at=now,
        status_changed_at=now,
        items_count=1,
        registrar=_registrar(by),
        client_key=new.client_key,
        client_digest=new.digest() if new.client_key else None,
        search=KeyedVector(subject, new.body),
    )


def _contact_of(new: NewTicket, *, by: Acts, now: datetime) -> Contact:
    """Return the conversation it is registered in: an operator's goes on, anything else is a letter."""
    if new.channel in TALKS and isinstance(by, User) and by.is_employee and new.citizen:
        return open_contact(citizen=new.citizen, channel=new.channel, by=by, now=now)
    return write_letter_contact(citizen=new.citizen, channel=new.channel, now=now)


def _registrar(by: Acts) -> str:
    actor = actor_of(by)
    return f"{actor.kind}:{actor.id}"


def _registered_before(new: NewTicket, *, by: Acts) -> Ticket | None:
    if not new.client_key:
        return None
    found = _under_key().rows(registrar=_registrar(by), key=new.client_key)
    return found[0] if found else None


@prepared
def _under_key() -> QuerySet[Ticket, Any]:
    return Ticket.objects.filter(registrar=Slot("registrar"), client_key=Slot("key"))[:1]


def _require_same(before: Ticket, new: NewTicket, cause: Exception | None = None) -> None:
    if bytes(before.client_digest or b"") != new.digest():
        raise KeyReused(
            "Этот ключ повтора уже использован с другими данными: обращение не зарегистрировано."
        ) from cause


def _one_at_a_time(new: NewTicket, *, by: Acts) -> None:
    """Queue up requests under one key of one author until commit."""
    if not new.client_key:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"register:{_registrar(by)}:{new.client_key}"],
        )


def _first_words(body: str, limit: int = SUBJECT_FROM_BODY) -> str:
    """Return the first line of a text, cut at a word: hidden first, for half a card is no card to `mask_text`."""
    line = " ".join(mask_text(body).text.splitlines()[0].split())
    if len(line) <= limit:
        return line
    return line[: limit + 1].rsplit(" ", 1)[0].rstrip(",.;:")[:limit] + "…"
