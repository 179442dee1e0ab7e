"""Showing masked data: with a reason, for one conversation, at most thirty times an hour (D-05).

Every reveal is one row and one fact. The page asks for a fresh proof before a set of two and more
(A-18). Who may, when and for how long: docs/personal-data.md.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions.identification import require_identified
from accounts.attributes import CONTACTS, MASKED
from accounts.events import PersonalDataRevealed, RevealLimitReached
from accounts.models import Attribute, Citizen, Contact, DataChange, Reveal, User
from accounts.policies import can_decide_change, can_reveal
from common.errors import DomainError, InvalidInput, TooManyRequests
from common.policies import require
from common.ratelimit import bucket_key, hit
from journal.facts import record

LASTS = timedelta(minutes=30)
HOUR = timedelta(hours=1)
MOST_PER_HOUR = 30
LIMIT = (
    "За час вы открыли данные тридцать раз — это предел. Закончите начатое по маскам или позовите "
    "супервизора: ему уже сообщили."
)


def reveal(
    *,
    citizen: Citizen,
    attributes: Sequence[str],
    reason: str,
    contact: Contact | None,
    by: User,
    now: datetime,
) -> Reveal:
    """Show attributes to a colleague for the conversation, or for a complaint without one.

    Call outside a transaction: a refused one must stay written. Raises InvalidInput, IdentityRequired (documents, before they agreed), TooManyRequests.
    """
    wanted = _checked(attributes)
    if reason not in Reveal.Reason.values:
        raise InvalidInput("Выберите, зачем нужны данные.", field="reason")
    return _kept(_reveal(citizen, wanted, reason, contact, by, now))


def reveal_change(*, change: DataChange, by: User, now: datetime) -> Reveal:
    """Show the old and the new value of a change to the second person who decides it."""
    return _kept(_reveal_change(change, by, now))


@transaction.atomic
def _reveal(
    citizen: Citizen,
    wanted: list[str],
    reason: str,
    contact: Contact | None,
    by: User,
    now: datetime,
) -> Reveal | int:
    require(can_reveal, by, citizen, contact)
    if contact is None:
        if reason != Reveal.Reason.COMPLAINT:
            raise DomainError(
                "Без разговора данные открывают только по жалобе или инциденту.",
            )
    elif operation := _operation(wanted, reason):
        contact = Contact.objects.select_for_update().get(pk=contact.pk)
        require(can_reveal, by, citizen, contact)
        require_identified(contact=contact, operation=operation, now=now)
    return _write(citizen, wanted, reason, contact, by, now)


@transaction.atomic
def _reveal_change(change: DataChange, by: User, now: datetime) -> Reveal | int:
    change = DataChange.objects.select_related("citizen").get(pk=change.pk)
    require(can_decide_change, by, change)
    if change.state != DataChange.State.WAITING_SECOND:
        raise DomainError("Это изменение уже решено.")
    wanted = [str(change.attribute)]
    return _write(change.citizen, wanted, Reveal.Reason.FIX_DATA, None, by, now)


def _write(
    citizen: Citizen,
    wanted: list[str],
    reason: str,
    contact: Contact | None,
    by: User,
    now: datetime,
) -> Reveal | int:
    """Write the row and its fact; return in how many seconds to come back when the hour is used up."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    shown = Reveal.objects.filter(shown_to=by, shown_at__gt=now - HOUR).order_by("shown_at")
    moments = list(shown.values_list("shown_at", flat=True))
    if len(moments) >= MOST_PER_HOUR:
        refused, _ = hit(bucket_key("reveals-refused", by.pk), now=now, window=HOUR)
        record(RevealLimitReached(by.pk, citizen.pk, refused), by=by, at=now)
        return int((moments[-MOST_PER_HOUR] + HOUR - now).total_seconds()) + 1
    row = Reveal.objects.create(
        citizen=citizen,
        contact=contact,
        shown_to=by,
        attributes=wanted,
        reason=reason,
        shown_at=now,
        until=now + LASTS,
    )
    contact_id = contact.pk if contact else None
    record(PersonalDataRevealed(citizen.pk, contact_id, wanted, str(reason)), by=by, at=now)
    return row


def _kept(outcome: Reveal | int) -> Reveal:
    if isinstance(outcome, Reveal):
        return outcome
    raise TooManyRequests(LIMIT, retry_after_s=outcome)


def _checked(attributes: Sequence[str]) -> list[str]:
    wanted = [str(row.value) for row in MASKED if row in set(attributes)]
    if not wanted or len(wanted) != len(set(attributes)):
        raise InvalidInput("Отметьте, что показать.", field="attributes")
    return wanted


def _operation(wanted: list[str], reason: str) -> str:
    """Return what the matrix must allow first; "" for a call back, which needs the address only."""
    if set(wanted) - CONTACTS:
        return "reveal_documents"
    return "" if reason == Reveal.Reason.CALL_BACK else "tell_status"


def asks_for_proof(attributes: Sequence[str]) -> bool:
    """Whether a page must ask who it is once more: a set of personal data (A-18)."""
    return len({Attribute(name) for name in attributes if name in Attribute.values}) > 1
