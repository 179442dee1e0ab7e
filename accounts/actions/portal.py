"""Help with an account of the portal (R-045, R-065): each deed behind the identification matrix.

As with registries the row is the queue and the id of the row is the id on the wire, so that a
repeat after a crash does the deed once. The person waits on the line: three tries, no recheck later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from accounts.actions.freeze import refuse_frozen
from accounts.actions.identification import require_identified
from accounts.actions.registries import contact_topic
from accounts.actions.writing import locked_person
from accounts.events import PortalAnswered, PortalAsked
from accounts.gateways.portal import Done, Outcome, Refused
from accounts.models import Citizen, Contact, PortalOperation, User
from accounts.operations import OPERATIONS
from accounts.policies import can_help_access
from accounts.registry_data import account_data
from common import live
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput, NotAllowed, TooManyRequests
from common.gateways.answers import FINAL, NotConfigured, Unavailable
from common.policies import require
from journal.facts import record

Kind = PortalOperation.Kind
State = PortalOperation.State
LEASE: Final = timedelta(seconds=30)
PAUSES_S: Final = (5, 20)
MAX_ATTEMPTS: Final = len(PAUSES_S) + 1
# What makes the portal send the person something, and how often it may.
SENDING: Final = (Kind.START_RESET, Kind.RESEND_CODE)
PAUSE: Final = timedelta(seconds=60)
DAY: Final = timedelta(days=1)
PER_DAY: Final = 5


@dataclass(frozen=True, slots=True)
class PortalClaim:
    """An operation this worker may carry out now; `attempt` tells its claim from later ones."""

    operation: PortalOperation
    attempt: int
    data: Mapping[str, str] = field(repr=False)


@transaction.atomic
def ask_portal(*, contact: Contact, kind: str, by: Acts, now: datetime) -> PortalOperation:
    """Ask the portal to do something with the account of the person one talks to.

    Raises IdentityRequired, InvalidInput, ChangesAreFrozen, TooManyRequests. Asked twice before it is done, it is
    done once. `correct_phone` takes the phone of the profile, which has its own change and second
    person behind it.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_help_access, by, contact)
    if not isinstance(by, User):
        raise NotAllowed("Учётной записью занимается сотрудник в разговоре с человеком.")
    if kind not in Kind.values:
        raise InvalidInput("Такого действия нет.", field="kind")
    require_identified(contact=contact, operation=OPERATIONS[Kind(kind)], now=now)
    if contact.citizen is None:
        raise InvalidInput("Сначала найдите профиль человека.", field="kind")
    if kind == Kind.CORRECT_PHONE:
        refuse_frozen(locked_person(contact.citizen.pk))
    if not account_data(contact.citizen, kind):
        raise InvalidInput(_what_is_missing(kind), field="kind")
    going_on = PortalOperation.objects.filter(contact=contact, kind=kind, state=State.PENDING)
    if found := going_on.first():
        return found
    _check_pace(contact.citizen, kind, now=now)
    operation = PortalOperation.objects.create(
        citizen=contact.citizen,
        contact=contact,
        kind=kind,
        asked_by=by,
        asked_at=now,
        next_try_at=now,
    )
    record(PortalAsked(contact.pk, operation.pk, contact.citizen.pk, kind), by=by, at=now)
    _poke(operation)
    return operation


@transaction.atomic
def claim_operation(*, now: datetime) -> PortalClaim | None:
    """Take the next operation that is due, passing over those others are busy with."""
    due = PortalOperation.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk")
    operation = due.select_for_update(skip_locked=True, of=("self",)).first()
    if operation is None:
        return None
    operation.attempts += 1
    operation.next_try_at = now + LEASE
    operation.save(update_fields=["attempts", "next_try_at"])
    data = account_data(operation.citizen, operation.kind)
    return PortalClaim(operation, operation.attempts, data)


@transaction.atomic
def note_outcome(*, claim: PortalClaim, outcome: Outcome, now: datetime) -> None:
    """Note how it went; a late answer is welcome unless somebody else asks by now."""
    operation = PortalOperation.objects.select_for_update().get(pk=claim.operation.pk)
    if operation.next_try_at is None or operation.attempts != claim.attempt:
        return
    if isinstance(outcome, Unavailable) and _may_repeat(operation, outcome):
        pause_s = max(PAUSES_S[operation.attempts - 1], outcome.retry_after_s)
        operation.next_try_at = now + timedelta(seconds=pause_s)
        operation.outcome = outcome.reason
        operation.save(update_fields=["next_try_at", "outcome"])
        _poke(operation)
        return
    operation.state, operation.outcome = _read(outcome)
    operation.next_try_at, operation.answered_at = None, now
    operation.save(update_fields=["state", "outcome", "next_try_at", "answered_at"])
    event = PortalAnswered(
        contact_id=operation.contact_id,
        operation_id=operation.pk,
        citizen_id=operation.citizen_id,
        kind=operation.kind,
        state=operation.state,
        outcome=operation.outcome,
    )
    record(event, by=SYSTEM, at=now)
    _poke(operation)


def _check_pace(citizen: Citizen, kind: str, *, now: datetime) -> None:
    """Raise TooManyRequests before somebody is showered with messages of the portal (A-15)."""
    if kind not in SENDING:
        return
    sent = PortalOperation.objects.filter(citizen=citizen, kind__in=SENDING, asked_at__gt=now - DAY)
    moments = list(sent.order_by("-asked_at").values_list("asked_at", flat=True)[:PER_DAY])
    if len(moments) == PER_DAY:
        wait = moments[-1] + DAY - now
        raise TooManyRequests(
            "Сегодня портал уже пять раз отправлял этому человеку сообщения. Предложите вернуться "
            "завтра или прийти в МФЦ.",
            retry_after_s=int(wait.total_seconds()) + 1,
        )
    if moments and now - moments[0] < PAUSE:
        wait_s = int((moments[0] + PAUSE - now).total_seconds()) + 1
        raise TooManyRequests(
            f"Сообщение уже отправлено. Ещё раз можно через {wait_s} с.", retry_after_s=wait_s
        )


def _may_repeat(operation: PortalOperation, outcome: Unavailable) -> bool:
    """While the person is on the line a short wait is tried again, a long one is said at once."""
    if outcome.reason in FINAL or operation.attempts >= MAX_ATTEMPTS:
        return False
    return outcome.retry_after_s <= PAUSES_S[-1] + 10


def _read(outcome: Outcome) -> tuple[State, str]:
    if isinstance(outcome, Done):
        frozen = "_frozen" if outcome.is_frozen else ""
        return State.DONE, f"{outcome.status}{frozen}"
    if isinstance(outcome, Refused):
        return State.REFUSED, str(outcome.refusal.value)
    if isinstance(outcome, NotConfigured):
        return State.NOT_CONFIGURED, ""
    return State.UNAVAILABLE, str(outcome.reason.value)


def _what_is_missing(kind: str) -> str:
    if kind == Kind.CORRECT_PHONE:
        return (
            "Чтобы исправить телефон на портале, в профиле нужны сам телефон и СНИЛС или "
            "идентификатор учётной записи."
        )
    return "По профилю не найти учётную запись: нет ни телефона, ни СНИЛС, ни её идентификатора."


def _poke(operation: PortalOperation) -> None:
    transaction.on_commit(partial(live.poke, contact_topic(operation.contact_id)), robust=True)
