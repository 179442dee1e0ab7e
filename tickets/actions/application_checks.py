"""The outcome of a check of an application: advice to the citizen, or a refusal until documents are supplied (R-047…R-049)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalogue.models import Service
from catalogue.selectors.checks import Error, documents_of
from common import policies
from common.errors import DomainError, InvalidInput
from journal.facts import record
from tickets.actions import clocks, silence
from tickets.actions._move import move, require_move, require_open
from tickets.actions._timeline import change_line, locked
from tickets.actions._wording import stops_code_demands
from tickets.actions.sending import PLAIN, Sending, Written, write_answer
from tickets.events import ApplicationAdvised, ApplicationHeld, ApplicationSupplied
from tickets.models import ApplicationCheck, Ticket
from tickets.policies import can_ask_citizen, can_lift_hold, can_reply
from tickets.selectors.application_checks import open_hold

Outcome = ApplicationCheck.Outcome


class HeldAlready(DomainError):
    """A refusal until supplied is recorded already; there is one at a time."""

    code = "held_already"


class NotHeld(DomainError):
    """There is no refusal to lift: a colleague was first."""

    code = "not_held"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: codes of documents that are missing, kinds of error."""

    service: Service
    missing: Sequence[str] = ()
    errors: Sequence[str] = ()


@stops_code_demands
@transaction.atomic
def advise_applicant(
    *,
    ticket: Ticket,
    found: Found,
    text: str,
    by: User,
    now: datetime,
    sending: Sending = PLAIN,
) -> Ticket:
    """Send the citizen what is missing and what to put right. A repeated press sends nothing."""

    def require(fresh: Ticket) -> None:
        require_open(fresh, "Отправить список")
        policies.require(can_reply, by, fresh)

    written = write_answer(ticket, body=text, by=by, now=now, sending=sending, require=require)
    if written.is_new:
        check = _kept(written, found, Outcome.ADVISED, by=by, now=now)
        fact = ApplicationAdvised(written.ticket.pk, check.pk, found.service.code)
        record(fact, by=by, at=now)
    return written.ticket


@stops_code_demands
@transaction.atomic
def hold_application(
    *,
    ticket: Ticket,
    found: Found,
    text: str,
    by: User,
    now: datetime,
    sending: Sending = PLAIN,
) -> Ticket:
    """Refuse until the missing documents are there: the citizen is told, terms stand still.

    Raises HeldAlready, InvalidInput when nothing is missing.
    """

    def require(fresh: Ticket) -> None:
        require_move(fresh, "ask_citizen")
        policies.require(can_ask_citizen, by, fresh)
        if open_hold(fresh) is not None:
            raise HeldAlready(
                "Отказ до предоставления уже записан. Отметьте, что документы получены, или "
                "отправьте список без отказа."
            )

    if not documents_of(found.service, found.missing):
        raise InvalidInput(
            "Отмечено, что все документы есть: отказывать не в чем. Отправьте список без отказа.",
            field="missing",
        )
    written = write_answer(ticket, body=text, by=by, now=now, sending=sending, require=require)
    if written.is_new:
        check = _kept(written, found, Outcome.HELD, by=by, now=now)
        move(written.ticket, "ask_citizen", by=by, now=now, asked=written.item.body)
        clocks.pause(written.ticket, now)
        silence.begin(written.ticket, now)
        fact = ApplicationHeld(written.ticket.pk, check.pk, found.service.code)
        record(fact, by=by, at=now)
    return written.ticket


@transaction.atomic
def lift_hold(*, ticket: Ticket, by: User, now: datetime) -> Ticket:
    """Say that the missing documents are there. The state is the citizen's answer's business."""
    ticket = locked(ticket)
    policies.require(can_lift_hold, by, ticket)
    check = open_hold(ticket)
    if check is None:
        raise NotHeld("Отказа до предоставления нет: его уже сняли. Обновите страницу.")
    check.supplied_at = now
    check.save(update_fields=["supplied_at"])
    change_line(ticket, "supplied", by=by, now=now)
    record(ApplicationSupplied(ticket.pk, check.pk), by=by, at=now)
    return ticket


def _kept(
    written: Written, found: Found, outcome: Outcome, *, by: User, now: datetime
) -> ApplicationCheck:
    """Write the row of the check; codes nobody knows are left out."""
    check = ApplicationCheck(
        ticket=written.ticket,
        service=found.service,
        outcome=outcome,
        missing=[paper.code for paper in documents_of(found.service, found.missing)],
        errors=[code for code in found.errors if code in set(Error)],
        item=written.item,
        checked_by=by,
        checked_at=now,
    )
    check.save(force_insert=True)
    return check
