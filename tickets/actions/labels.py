"""Tags of an appeal, new words of their vocabulary, and the label that refines a state."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from common.masking import mask_text
from journal.facts import record
from tickets.actions._timeline import change_line, locked
from tickets.events import LabelSet, TagCreated, TagsChanged
from tickets.models import StateLabel, Tag, Ticket, TicketTag
from tickets.models.labels import TAG_AT_MOST
from tickets.policies import can_create_tag, can_label, can_tag
from tickets.selectors.labels import forget_labels, one_line, tag_by_title

MOST_TAGS = 20


class TooManyTags(DomainError):
    """An appeal with dozens of tags is found by none of them."""

    code = "too_many_tags"


@transaction.atomic
def add_tags(*, ticket: Ticket, tags: Iterable[Tag], by: Acts, now: datetime) -> Ticket:
    """Put tags on an appeal, open or over. What it has already is left as it is."""
    ticket = locked(ticket)
    policies.require(can_tag, by, ticket)
    there = set(ticket.tags.values_list("tag", flat=True))
    new = {tag.pk: tag for tag in tags if tag.pk not in there}
    if len(there) + len(new) > MOST_TAGS:
        raise TooManyTags(f"На обращении не больше {MOST_TAGS} тегов. Снимите лишние.")
    person = by if isinstance(by, User) else None
    rows = [
        TicketTag(ticket=ticket, tag=tag, added_at=now, added_by=person) for tag in new.values()
    ]
    TicketTag.objects.bulk_create(rows)
    if new:
        record(TagsChanged(ticket_id=ticket.pk, added=tuple(sorted(new))), by=by, at=now)
    return ticket


@transaction.atomic
def remove_tags(*, ticket: Ticket, tags: Iterable[Tag], by: Acts, now: datetime) -> Ticket:
    """Take tags off an appeal. What it doesn't have is left alone."""
    ticket = locked(ticket)
    policies.require(can_tag, by, ticket)
    rows = ticket.tags.filter(tag__in=[tag.pk for tag in tags])
    gone = tuple(sorted(rows.values_list("tag", flat=True)))
    rows.delete()
    if gone:
        record(TagsChanged(ticket_id=ticket.pk, removed=gone), by=by, at=now)
    return ticket


@transaction.atomic
def create_tag(*, title: str, by: Acts, now: datetime) -> Tag:
    """Add a word to the vocabulary of all teams; the same word in other letters is that word."""
    policies.require(can_create_tag, by)
    title = checked_title(title)
    if (known := tag_by_title(title)) is not None:
        return known
    try:
        with transaction.atomic():
            tag = Tag.objects.create(title=title)
    except IntegrityError:  # a colleague has just made it
        return Tag.objects.get(title__iexact=title)
    record(TagCreated(tag_id=tag.pk), by=by, at=now)
    forget_labels()
    return tag


def checked_title(title: str) -> str:
    """Return a title fit for everybody's eyes; raises InvalidInput for an empty or personal one."""
    title = one_line(title)
    if not title:
        raise InvalidInput("Напишите тег или выберите из подсказки.", field="tag")
    if len(title) > TAG_AT_MOST:
        raise InvalidInput(f"Тег не длиннее {TAG_AT_MOST} знаков. Сократите его.", field="tag")
    if mask_text(title).hidden or sum(sign.isdigit() for sign in title) > 6 or "@" in title:
        raise InvalidInput(
            "В теге не должно быть телефонов, почты и номеров документов: его видят все команды.",
            field="tag",
        )
    return title


@transaction.atomic
def set_label(*, ticket: Ticket, label: StateLabel | None, by: Acts, now: datetime) -> Ticket:
    """Refine the state by a label, or take the label off. Another state takes it off by itself."""
    ticket = locked(ticket)
    policies.require(can_label, by, ticket)
    if label is not None and (label.status != ticket.status or not label.is_active):
        raise InvalidInput(
            f"Эта метка не для состояния «{ticket.status_label}». Обновите страницу и выберите другую.",
            field="label",
        )
    before = ticket.label
    if before == label:
        return ticket
    change_line(
        ticket, "label", by=by, now=now, data={"label": label.pk if label else None}, label=label
    )
    public = any(row is not None and row.public_title for row in (before, label))
    fact = LabelSet(ticket_id=ticket.pk, label_id=label.pk if label else None, is_public=public)
    record(fact, by=by, at=now)
    return ticket
