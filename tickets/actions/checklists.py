"""Ticking lines of an appeal's checklist and writing lines of its own."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from journal.facts import record
from tickets.actions._text import checked_text
from tickets.actions._timeline import locked
from tickets.events import ChecklistChanged
from tickets.models import ChecklistItem, ChecklistLine, Ticket
from tickets.policies import can_work_checklist

LINE_AT_MOST = 160
MOST_OWN = 30


class TooManyLines(DomainError):
    """A list of dozens of own lines is a plan nobody reads."""

    code = "too_many_lines"


@transaction.atomic
def tick_line(
    *, ticket: Ticket, line: ChecklistLine, is_done: bool, by: Acts, now: datetime
) -> ChecklistItem:
    """Mark a line of the topic's list done, or not done after all."""
    ticket = _opened(ticket, by)
    if line.topic_id != ticket.topic_id and is_done:
        raise InvalidInput("Этой строки нет в чек-листе темы. Обновите страницу.", field="line")
    item, _ = ChecklistItem.objects.get_or_create(
        ticket=ticket, line=line, defaults={"added_at": now}
    )
    return _mark(item, is_done, by=by, now=now)


@transaction.atomic
def tick_own_line(*, item: ChecklistItem, is_done: bool, by: Acts, now: datetime) -> ChecklistItem:
    """Mark a line written for this appeal done, or not done after all."""
    ticket = _opened(item.ticket, by)
    return _mark(ChecklistItem.objects.get(pk=item.pk, ticket=ticket), is_done, by=by, now=now)


@transaction.atomic
def add_line_of_own(*, ticket: Ticket, text: str, by: Acts, now: datetime) -> ChecklistItem:
    """Write one more line for this appeal alone; colleagues read it, the citizen never."""
    ticket = _opened(ticket, by)
    text = checked_text(
        text, field="text", empty="Напишите, что нужно сделать.", limit=LINE_AT_MOST
    )
    if ticket.checklist.filter(line=None).count() >= MOST_OWN:
        raise TooManyLines(f"Своих строк не больше {MOST_OWN}. Удалите лишние.")
    item = ChecklistItem.objects.create(ticket=ticket, own=" ".join(text.split()), added_at=now)
    record(ChecklistChanged(ticket_id=ticket.pk, item_id=item.pk, is_done=False), by=by, at=now)
    return item


@transaction.atomic
def remove_line_of_own(*, item: ChecklistItem, by: Acts, now: datetime) -> None:
    """Take back a line written for this appeal. Lines of the topic stay."""
    ticket = _opened(item.ticket, by)
    gone, _ = ChecklistItem.objects.filter(pk=item.pk, ticket=ticket, line=None).delete()
    if gone:
        fact = ChecklistChanged(ticket_id=ticket.pk, item_id=item.pk, is_done=False)
        record(fact, by=by, at=now)


def _opened(ticket: Ticket, by: Acts) -> Ticket:
    ticket = locked(ticket)
    policies.require(can_work_checklist, by, ticket)
    return ticket


def _mark(item: ChecklistItem, is_done: bool, *, by: Acts, now: datetime) -> ChecklistItem:
    if (item.done_at is not None) == is_done:
        return item
    item.done_at = now if is_done else None
    item.done_by = by if is_done and isinstance(by, User) else None
    item.save(update_fields=["done_at", "done_by"])
    fact = ChecklistChanged(ticket_id=item.ticket_id, item_id=item.pk, is_done=is_done)
    record(fact, by=by, at=now)
    return item
