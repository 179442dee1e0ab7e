"""Filling the fields of an appeal's topic, and showing what a masked one hides."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Reveal, User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput, TooManyRequests
from common.ratelimit import bucket_key, hit
from journal.facts import record
from tickets.actions._move import require_open
from tickets.actions._timeline import change_line, locked
from tickets.events import FieldRevealed, FieldsFilled, TextRevealLimitReached
from tickets.field_values import EMPTY, columns_of, plain_of, words_of
from tickets.models import CustomField, FieldValue, Ticket
from tickets.policies import can_fill_fields, can_reveal_text
from tickets.selectors.custom_fields import fields_for, value_of

HOUR = timedelta(hours=1)


class NothingToShow(DomainError):
    """The field is empty, or not masked at all."""

    code = "nothing_hidden"


@transaction.atomic
def fill_fields(*, ticket: Ticket, values: Mapping[str, Any], by: Acts, now: datetime) -> Ticket:
    """Write values by the codes of their fields; None or "" empties one. Others stay as they are.

    Only fields of the appeal's topic are filled. Without a difference nothing is written.
    """
    ticket = locked(ticket)
    require_open(ticket, "Заполнить поля")
    policies.require(can_fill_fields, by, ticket)
    fields = {field.code: field for field in fields_for(ticket.topic_id)}
    if unknown := sorted(set(values) - set(fields)):
        raise InvalidInput(
            "У темы обращения больше нет такого поля. Обновите страницу.", field=unknown[0]
        )
    kept = {row.field_id: row for row in FieldValue.objects.filter(ticket=ticket)}
    changed = [
        field.pk
        for code, given in values.items()
        if _write(ticket, field := fields[code], given, kept.get(field.pk), by=by, now=now)
    ]
    if changed:
        change_line(ticket, "fields", by=by, now=now, data={"fields": sorted(changed)})
        fact = FieldsFilled(ticket_id=ticket.pk, field_ids=tuple(sorted(changed)))
        record(fact, by=by, at=now)
    return ticket


def reveal_field(
    *, ticket: Ticket, field: CustomField, by: User, reason: str, now: datetime
) -> str:
    """Return what a masked field hides, for one viewing, within the hourly limit of hidden texts.

    Call outside a transaction. Raises NotAllowed, InvalidInput, NothingToShow, TooManyRequests.
    """
    policies.require(can_reveal_text, by, ticket)
    if reason not in Reveal.Reason.values:
        raise InvalidInput("Выберите, зачем нужно полное значение.", field="why")
    row = value_of(ticket, field)
    words = words_of(field, row, open_it=True) if row else ""
    if not field.is_sensitive or not words:
        raise NothingToShow("В этом поле показывать нечего.")
    uses, again_s = hit(bucket_key("text-reveals", by.pk), now=now, window=HOUR)
    refused = uses - settings.TEXT_REVEALS_PER_HOUR
    with transaction.atomic():
        if refused > 0:
            record(TextRevealLimitReached(ticket.pk, by.pk, refused), by=by, at=now)
        else:
            record(FieldRevealed(ticket.pk, field.pk, str(reason)), by=by, at=now)
    if refused > 0:
        raise TooManyRequests(
            f"За час вы открыли {settings.TEXT_REVEALS_PER_HOUR} скрытых текстов — это предел. "
            "Закончите начатое по маскам или позовите супервизора: ему уже сообщили.",
            retry_after_s=again_s,
        )
    return words


def _write(
    ticket: Ticket,
    field: CustomField,
    given: Any,
    row: FieldValue | None,
    *,
    by: Acts,
    now: datetime,
) -> bool:
    """Keep one value; say whether it is another than before. An option out of the list may stay."""
    if row is not None and given == plain_of(field, row):
        return False
    columns = columns_of(field, given)
    before = {name: getattr(row, name) for name in EMPTY} if row else EMPTY
    if columns == before:
        return False
    row = row or FieldValue(ticket=ticket, field=field)
    for name, value in columns.items():
        setattr(row, name, value)
    row.set_at, row.set_by = now, by if isinstance(by, User) else None
    row.save()
    return True
