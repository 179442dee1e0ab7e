"""Ending the work: asking the citizen, the answer, the refusal, the redirection; second approval."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from common import policies
from common.actors import Acts, actor_of
from common.errors import DomainError
from journal.facts import record
from schedules.deadlines import local_date, redirect_by
from tickets.actions import clocks, silence
from tickets.actions._move import move, require_move
from tickets.actions._ready import require_ready
from tickets.actions._text import checked_text
from tickets.actions._timeline import answer_line, locked, note_line
from tickets.actions._wording import require_no_code_demand, stops_code_demands
from tickets.actions.sending import PLAIN, Sending, require_seen, write_answer
from tickets.events import (
    AnswerProposed,
    AnswerRejected,
    CitizenAsked,
    TicketRedirected,
    TicketRefused,
    TicketResolved,
)
from tickets.models import PendingAnswer, Ticket, TimelineItem
from tickets.policies import (
    can_approve_answer,
    can_ask_citizen,
    can_propose_answer,
    can_redirect,
    can_refuse,
    can_reject_answer,
    can_resolve,
)
from tickets.selectors.routes import needs_approval

MAX_RECIPIENT = 300


class ApprovalNeeded(DomainError):
    """An official answer on this topic must be proposed first; nothing was sent."""

    code = "approval_needed"


class AnswerWaits(DomainError):
    """Another proposed answer waits for its second person."""

    code = "answer_waits"


class AlreadyDecided(DomainError):
    """The proposed answer was approved, sent back or dropped before."""

    code = "already_decided"


class RedirectTooLate(DomainError):
    """More than 7 days have passed since registration (59-ФЗ art. 8 part 3)."""

    code = "redirect_too_late"


@stops_code_demands
@transaction.atomic
def ask_citizen(
    *, ticket: Ticket, by: Acts, question: str, now: datetime, sending: Sending = PLAIN
) -> Ticket:
    """Ask the citizen for something: service time stands still until they answer."""

    def require(found: Ticket) -> None:
        require_move(found, "ask_citizen")
        policies.require(can_ask_citizen, by, found)

    written = write_answer(ticket, body=question, by=by, now=now, sending=sending, require=require)
    ticket, item = written.ticket, written.item
    if written.is_new:
        move(ticket, "ask_citizen", by=by, now=now, asked=item.body)
        clocks.pause(ticket, now)
        silence.begin(ticket, now)
        record(CitizenAsked(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    return ticket


@stops_code_demands
@transaction.atomic
def resolve_ticket(
    *, ticket: Ticket, by: Acts, answer: str, now: datetime, sending: Sending = PLAIN
) -> Ticket:
    """Answer the matter and end the work. Raises ApprovalNeeded (then use `propose_answer`)."""

    def require(found: Ticket) -> None:
        _require_may_end(found, "resolve", by)
        policies.require(can_resolve, by, found)
        require_ready(found, by)

    written = write_answer(ticket, body=answer, by=by, now=now, sending=sending, require=require)
    if written.is_new:
        _end(written.ticket, "resolve", written.item, by=by, now=now)
    return written.ticket


@stops_code_demands
@transaction.atomic
def refuse_ticket(
    *, ticket: Ticket, by: Acts, reason: str, now: datetime, sending: Sending = PLAIN
) -> Ticket:
    """Refuse with a reason the citizen reads. Raises ApprovalNeeded (then use `propose_answer`)."""

    def require(found: Ticket) -> None:
        _require_may_end(found, "refuse", by)
        policies.require(can_refuse, by, found)

    written = write_answer(ticket, body=reason, by=by, now=now, sending=sending, require=require)
    if written.is_new:
        _end(written.ticket, "refuse", written.item, by=by, now=now)
    return written.ticket


@stops_code_demands
@transaction.atomic
def redirect_ticket(*, ticket: Ticket, by: Acts, to: str, text: str, now: datetime) -> Ticket:
    """Pass the appeal to the body it concerns and tell the citizen; an official one within 7 days."""
    ticket = locked(ticket)
    require_move(ticket, "redirect")
    policies.require(can_redirect, by, ticket)
    last_day = redirect_by(local_date(ticket.registered_at))
    if ticket.is_official and local_date(now) > last_day:
        raise RedirectTooLate(
            f"Официальное обращение переадресуют в течение 7 дней после регистрации: можно было до "
            f"{last_day:%d.%m.%Y}. Дайте ответ по существу или откажите с разъяснением."
        )
    to = checked_text(to, field="to", empty="Укажите, кому направлено.", limit=MAX_RECIPIENT)
    body = f"Обращение направлено по компетенции: {to}.\n\n{text.strip()}"
    item = answer_line(ticket, body=body, by=by, now=now)
    move(ticket, "redirect", by=by, now=now)
    clocks.stop(ticket, now)
    silence.stop(ticket)
    record(TicketRedirected(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    return ticket


@stops_code_demands
@transaction.atomic
def propose_answer(
    *,
    ticket: Ticket,
    by: User,
    answer: str,
    now: datetime,
    verb: str = "resolve",
    seen: int | None = None,
) -> PendingAnswer:
    """Put an answer (`resolve`) or a refusal (`refuse`) before a second person."""
    ticket = locked(ticket)
    require_move(ticket, verb)
    policies.require(can_propose_answer, by, ticket)
    require_seen(ticket, seen, by=by)
    if verb == "resolve":
        require_ready(ticket, by)
    require_no_code_demand(answer)
    pending = PendingAnswer(
        ticket=ticket, author=by, verb=verb, body=checked_text(answer), created_at=now
    )
    try:
        with transaction.atomic():
            pending.save(force_insert=True)
    except IntegrityError as error:
        raise AnswerWaits(
            "Другой ответ уже ждёт утверждения. Дождитесь решения или верните его на доработку."
        ) from error
    note_line(ticket, f"На утверждение:\n\n{pending.body}", by=by, now=now)
    record(AnswerProposed(ticket_id=ticket.pk, pending_id=pending.pk), by=by, at=now)
    return pending


@transaction.atomic
def approve_answer(*, pending: PendingAnswer, by: Acts, now: datetime) -> Ticket:
    """Send a proposed answer to the citizen as its author wrote it; the appeal ends by it."""
    ticket, pending = _undecided(pending, by)
    require_move(ticket, pending.verb)
    policies.require(can_approve_answer, by, pending)
    _decide(pending, by, is_approved=True, now=now)
    item = answer_line(ticket, body=pending.body, by=pending.author, now=now)
    _end(ticket, pending.verb, item, by=by, now=now)
    return ticket


@transaction.atomic
def reject_answer(*, pending: PendingAnswer, by: Acts, remark: str, now: datetime) -> Ticket:
    """Send a proposed answer back with a remark for its author; the citizen sees nothing."""
    ticket, pending = _undecided(pending, by)
    policies.require(can_reject_answer, by, pending)
    pending.remark = checked_text(
        remark, field="remark", empty="Напишите, что исправить: автор увидит замечание."
    )
    _decide(pending, by, is_approved=False, now=now)
    note_line(ticket, f"Ответ возвращён на доработку:\n\n{pending.remark}", by=by, now=now)
    record(AnswerRejected(ticket_id=ticket.pk, pending_id=pending.pk), by=by, at=now)
    return ticket


def _require_may_end(ticket: Ticket, verb: str, by: Acts) -> None:
    require_move(ticket, verb)
    if needs_approval(ticket) and not actor_of(by).is_system:
        raise ApprovalNeeded(
            "Официальный ответ по этой теме утверждает второй сотрудник. Отправьте ответ на "
            "утверждение."
        )


def _end(ticket: Ticket, verb: str, item: TimelineItem, *, by: Acts, now: datetime) -> None:
    """Make the move an answer brings, stop the terms, record the door's fact."""
    move(ticket, verb, by=by, now=now, delay_reason="")
    clocks.stop(ticket, now)
    if verb == "resolve":
        silence.begin(ticket, now)
        record(TicketResolved(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    else:
        silence.stop(ticket)
        record(TicketRefused(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)


def _undecided(pending: PendingAnswer, by: Acts) -> tuple[Ticket, PendingAnswer]:
    """Return the locked ticket and then its locked proposal; raises AlreadyDecided."""
    actor_of(by)
    ticket = locked(Ticket(pk=pending.ticket_id))
    rows = PendingAnswer.objects.select_for_update(of=("self",)).select_related("author")
    fresh = rows.get(pk=pending.pk)
    if fresh.decided_at is not None:
        raise AlreadyDecided("По этому ответу уже есть решение. Обновите страницу.")
    fresh.ticket = ticket
    return ticket, fresh


def _decide(pending: PendingAnswer, by: Acts, *, is_approved: bool, now: datetime) -> None:
    pending.decided_at, pending.is_approved = now, is_approved
    pending.decided_by = by if isinstance(by, User) else None
    pending.save(update_fields=["decided_at", "is_approved", "decided_by", "remark"])
