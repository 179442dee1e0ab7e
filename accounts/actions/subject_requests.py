"""Requests of people about their data: received, answered, refused, warned of (152-ФЗ art. 14, 20, 21)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.events import (
    SubjectHeldShown,
    SubjectRequestDone,
    SubjectRequestDueSoon,
    SubjectRequestLate,
    SubjectRequestReceived,
    SubjectRequestRefused,
    SubjectRequestWithdrawn,
)
from accounts.identifiers import EMAIL, SMS
from accounts.models import Citizen, Contact, SubjectRequest, User
from accounts.policies import (
    can_keep_subject_requests,
    can_see_subject_requests,
    can_use_rights,
)
from accounts.terms import due_of, term_of
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record
from schedules.selectors import deadline_rules

Kind, State, Ground = SubjectRequest.Kind, SubjectRequest.State, SubjectRequest.Ground
MAX_TEXT = 4000
BATCH = 100
SHOWN_AGAIN_S = 3600


class RequestOver(DomainError):
    """The request was answered or withdrawn already."""

    code = "request_over"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person asks for and how it came."""

    kind: str
    ground: str = ""
    text: str = ""
    channel: str = Contact.Channel.CABINET


@transaction.atomic
def ask_about_data(*, citizen: Citizen, ask: Ask, by: User, now: datetime) -> SubjectRequest:
    """Take the person's own request. One of a kind at a time: the open one is returned."""
    require(can_use_rights, by, citizen)
    if ask.kind == Kind.CORRECTION and not ask.text.strip():
        raise InvalidInput("Напишите, что исправить и как правильно.", field="text")
    return open_request(citizen, ask, by=by, now=now)


@transaction.atomic
def register_request(*, citizen: Citizen, ask: Ask, by: User, now: datetime) -> SubjectRequest:
    """Write down a request that came on paper, by mail or by voice; the officer keeps them."""
    require(can_keep_subject_requests, by)
    return open_request(citizen, ask, by=by, now=now)


def open_request(citizen: Citizen, ask: Ask, *, by: Acts, now: datetime) -> SubjectRequest:
    """Start a request with its clock, in the caller's transaction and under the caller's policy."""
    if ask.kind not in Kind.values:
        raise InvalidInput("Выберите, о чём запрос.", field="kind")
    Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    if citizen.erased_at is not None:
        raise DomainError("Данные этого человека уже удалены.")
    open_one = citizen.subject_requests.filter(kind=ask.kind, answered_at=None).first()
    if open_one is not None:
        return open_one
    ground = (ask.ground or Ground.NOT_NEEDED) if ask.kind == Kind.ERASURE else ""
    due = due_of(deadline_rules(), term_of(ask.kind, ground), asked_at=now)
    staff = by if isinstance(by, User) and by.is_employee else None
    row = SubjectRequest.objects.create(
        citizen=citizen,
        kind=ask.kind,
        ground=ground,
        channel=ask.channel,
        registered_by=staff,
        text=ask.text.strip()[:MAX_TEXT],
        asked_at=now,
        warn_at=due.warn_at,
        due_at=due.due_at,
    )
    record(SubjectRequestReceived(citizen.pk, row.pk, row.kind, row.channel), by=by, at=now)
    return row


@transaction.atomic
def answer_request(
    *, request: SubjectRequest, answer: str, by: User, now: datetime
) -> SubjectRequest:
    """Say what was done; erasure is answered by erasing, never by words alone."""
    row = locked_request(request, by)
    if row.kind == Kind.ERASURE:
        raise DomainError("Удаление отвечают удалением: отправьте его на подтверждение.")
    if not answer.strip():
        raise InvalidInput("Напишите, что сделано: ответ увидит заявитель.", field="answer")
    close(row, State.DONE, answer=answer, by=by, now=now)
    record(SubjectRequestDone(row.citizen_id, row.pk, row.kind), by=by, at=now)
    return row


@transaction.atomic
def refuse_request(
    *, request: SubjectRequest, article: str, answer: str, by: User, now: datetime
) -> SubjectRequest:
    """Refuse with the article it leans on and words for the person."""
    row = locked_request(request, by)
    if article not in SubjectRequest.Article.values:
        raise InvalidInput("Выберите основание отказа.", field="article")
    if not answer.strip():
        raise InvalidInput("Напишите, почему: ответ увидит заявитель.", field="answer")
    row.article = article
    close(row, State.REFUSED, answer=answer, by=by, now=now)
    record(SubjectRequestRefused(row.citizen_id, row.pk, row.kind, article), by=by, at=now)
    return row


@transaction.atomic
def withdraw_request(*, request: SubjectRequest, by: User, now: datetime) -> SubjectRequest:
    """Take one's own request back while nobody has answered it."""
    row = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    require(can_use_rights, by, row.citizen)
    _require_open(row)
    close(row, State.WITHDRAWN, answer="", by=by, now=now)
    record(SubjectRequestWithdrawn(row.citizen_id, row.pk, row.kind), by=by, at=now)
    return row


def locked_request(request: SubjectRequest, by: User) -> SubjectRequest:
    """Return the fresh row of an open request under lock, for the officer's doors."""
    require(can_keep_subject_requests, by)
    row = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    _require_open(row)
    return row


def close(row: SubjectRequest, state: str, *, answer: str, by: Acts, now: datetime) -> None:
    """Write the end of a request, in the caller's transaction and fact."""
    row.state, row.answer, row.answered_at = state, answer.strip()[:MAX_TEXT], now
    row.answered_by = by if isinstance(by, User) else None
    row.save()


def keep_answer_address(row: SubjectRequest) -> None:
    """Copy where the last word goes: erasure leaves no address in the profile."""
    citizen = row.citizen
    if citizen.email or citizen.phone:
        row.answer_channel = EMAIL if citizen.email else SMS
        row.answer_address = citizen.email or citizen.phone


@transaction.atomic
def forget_answer_address(*, request: SubjectRequest) -> None:
    """The last word is said: the address it went to goes. Records nothing: the notice is on record."""
    row = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    row.answer_channel = row.answer_address = ""
    row.save(update_fields=["answer_channel", "answer_address"])


def note_held_shown(*, request: SubjectRequest, by: User, now: datetime) -> None:
    """Write down that a colleague saw how much is kept about a person; once an hour is enough."""
    require(can_see_subject_requests, by)
    key = f"held:{by.pk}:{request.pk}"
    if cache.get(key):
        return
    with transaction.atomic():
        record(SubjectHeldShown(request.citizen_id, request.pk), by=by, at=now)
    # After the row: a failure must not silence the next hour.
    cache.set(key, 1, SHOWN_AGAIN_S)


def sweep_requests(*, now: datetime) -> int:
    """Warn of requests whose term comes and note those that are late; return how many facts."""
    soon = Q(warned_at=None, warn_at__lte=now, due_at__gt=now)
    late = Q(late_at=None, due_at__lte=now)
    open_ones = SubjectRequest.objects.filter(answered_at=None)
    warned = _mark(open_ones.filter(soon), "warned_at", SubjectRequestDueSoon, now=now)
    return warned + _mark(open_ones.filter(late), "late_at", SubjectRequestLate, now=now)


@transaction.atomic
def _mark(rows: QuerySet[SubjectRequest], field: str, event: Any, *, now: datetime) -> int:
    found = list(rows.select_for_update(skip_locked=True).order_by("due_at")[:BATCH])
    for row in found:
        setattr(row, field, now)
        row.save(update_fields=[field])
        record(event(row.citizen_id, row.pk), by=SYSTEM, at=now)
    return len(found)


def _require_open(row: SubjectRequest) -> None:
    if not row.is_open:
        raise RequestOver("На этот запрос уже ответили.")
