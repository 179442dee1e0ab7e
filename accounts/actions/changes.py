"""Changing personal data (R-187…R-191, C13): identity by level, a second person where the matrix says so.

Nothing changes without verification, whoever asks: there is no other door for colleagues. What was
applied is told to the old and the new contact (`notifications.handlers`).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.freeze import refuse_frozen
from accounts.actions.identification import require_identified
from accounts.actions.writing import Was, locked_person, note_change, write_attribute
from accounts.attributes import CHANGE_NEEDS, CONTACTS, DOCUMENTS, parsed, value_of
from accounts.events import ChangeRefused, ChangeRequested, ChangeWithdrawn, DataChanged
from accounts.models import Attribute, Citizen, Contact, DataChange, PersonalData, User
from accounts.policies import can_decide_change, can_request_change, can_withdraw_change
from accounts.selectors.changes import last_applied, needs_second_person
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record

State = DataChange.State
MAX_REASON = 500
PERSON_INN = 12


class ChangeOver(DomainError):
    """Somebody has already decided or withdrawn this change."""

    code = "change_over"


class ChangeStale(DomainError):
    """The value has changed since the change was asked for."""

    code = "change_stale"


class AlreadyWaiting(DomainError):
    """Another change of the same attribute waits for its second person."""

    code = "change_waiting"


@transaction.atomic
def request_change(
    *, citizen: Citizen, attribute: str, value: str, contact: Contact, by: User, now: datetime
) -> DataChange:
    """Apply a change, or let it wait for a second person; pressed twice, it is one change.

    Raises InvalidInput (field `value`), ChangesAreFrozen, IdentityRequired, AlreadyWaiting,
    ContactTaken.
    """
    require(can_request_change, by, citizen, contact)
    new = parsed(attribute, value, today=now.date())
    citizen = locked_person(citizen.pk, with_sign_in=attribute in CONTACTS)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    _refuse_unfitting(citizen, attribute, new)
    repeated = _repeated(citizen, attribute, new, contact)
    if repeated is not None:
        return repeated
    refuse_frozen(citizen)
    operation = CHANGE_NEEDS[Attribute(attribute)]
    require_identified(contact=contact, operation=operation, now=now)
    was = Was(attribute, value_of(citizen, attribute), contact.assurance)
    if was.value == new:
        raise InvalidInput("Сейчас записано это же значение: менять нечего.", field="value")
    if needs_second_person(operation):
        change = _wait(citizen, was, new, contact=contact, by=by, now=now)
        record(ChangeRequested(citizen.pk, change.pk, attribute, contact.pk), by=by, at=now)
        return change
    _apply(citizen, attribute, new, now=now)
    change = note_change(citizen=citizen, was=was, by=by, now=now, contact=contact)
    record(DataChanged(citizen.pk, change.pk, attribute, contact.pk), by=by, at=now)
    return change


@transaction.atomic
def approve_change(*, change: DataChange, by: User, now: datetime) -> DataChange:
    """Apply what waited; raises ChangeOver, ChangeStale, ChangesAreFrozen, ContactTaken."""
    require(can_decide_change, by, change)
    citizen = locked_person(change.citizen_id, with_sign_in=change.attribute in CONTACTS)
    change = _waiting(change)
    refuse_frozen(citizen)
    if value_of(citizen, change.attribute) != change.old_value:
        raise ChangeStale(
            "Пока изменение ждало, данные поменялись. Откажите с этой причиной: запрос оформят заново."
        )
    _apply(citizen, change.attribute, change.new_value, now=now)
    _decide(change, State.APPLIED, by=by, now=now)
    fact = DataChanged(citizen.pk, change.pk, change.attribute, change.contact_id)
    record(fact, by=by, at=now)
    return change


@transaction.atomic
def refuse_change(*, change: DataChange, reason: str, by: User, now: datetime) -> DataChange:
    """Let nothing change, and say why to the colleague who asked; raises ChangeOver."""
    require(can_decide_change, by, change)
    reason = reason.strip()
    if not reason:
        raise InvalidInput("Напишите причину: её увидит коллега.", field="reason")
    if len(reason) > MAX_REASON:
        raise InvalidInput(f"Не больше {MAX_REASON} знаков.", field="reason")
    change = _waiting(change)
    change.refusal = reason
    _decide(change, State.REFUSED, by=by, now=now)
    fact = ChangeRefused(change.citizen_id, change.pk, change.attribute, change.contact_id)
    record(fact, by=by, at=now)
    return change


@transaction.atomic
def withdraw_change(*, change: DataChange, by: User, now: datetime) -> DataChange:
    """Take one's own request back before anybody decided it; raises ChangeOver."""
    require(can_withdraw_change, by, change)
    change = _waiting(change)
    _decide(change, State.WITHDRAWN, by=by, now=now)
    record(ChangeWithdrawn(change.citizen_id, change.pk), by=by, at=now)
    return change


def _apply(citizen: Citizen, attribute: str, value: str, *, now: datetime) -> None:
    write_attribute(
        citizen=citizen,
        attribute=attribute,
        value=value,
        source=PersonalData.Source.STAFF,
        now=now,
    )


def _wait(
    citizen: Citizen, was: Was, new: str, *, contact: Contact, by: User, now: datetime
) -> DataChange:
    if _asked(citizen, was.attribute).exists():
        raise AlreadyWaiting(
            "Другое изменение этих данных уже ждёт второго сотрудника. Дождитесь решения или "
            "отзовите его."
        )
    return DataChange.objects.create(
        citizen=citizen,
        contact=contact,
        attribute=was.attribute,
        old_value=was.value,
        new_value=new,
        state=State.WAITING_SECOND,
        level=was.level,
        requested_by=by,
        requested_at=now,
    )


def _repeated(citizen: Citizen, attribute: str, new: str, contact: Contact) -> DataChange | None:
    """Return the same change made in this conversation a moment ago."""
    latest = _asked(citizen, attribute).first() or last_applied(citizen.pk, attribute)
    if latest is None or latest.contact_id != contact.pk or latest.new_value != new:
        return None
    if latest.state == State.APPLIED and value_of(citizen, attribute) != new:
        return None
    return latest


def _asked(citizen: Citizen, attribute: str) -> QuerySet[DataChange]:
    return DataChange.objects.filter(
        citizen=citizen, attribute=attribute, state=State.WAITING_SECOND
    )


def _waiting(change: DataChange) -> DataChange:
    change = DataChange.objects.select_for_update().get(pk=change.pk)
    if change.state != State.WAITING_SECOND:
        label = str(change.get_state_display()).lower()
        raise ChangeOver(f"Это изменение уже решено: {label}.")
    return change


def _decide(change: DataChange, state: str, *, by: User, now: datetime) -> None:
    change.state, change.decided_by, change.decided_at = state, by, now
    change.save(update_fields=["state", "decided_by", "decided_at", "refusal"])


def _refuse_unfitting(citizen: Citizen, attribute: str, value: str) -> None:
    personal = (DOCUMENTS | {Attribute.FULL_NAME}) - {Attribute.INN, Attribute.ADDRESS}
    if citizen.kind == Citizen.ORGANISATION and attribute in personal:
        raise InvalidInput("У организации таких данных нет.", field="value")
    if citizen.kind == Citizen.PERSON and attribute == Attribute.INN and len(value) != PERSON_INN:
        raise InvalidInput("У человека ИНН из 12 цифр, 10 цифр — у организации.", field="value")
