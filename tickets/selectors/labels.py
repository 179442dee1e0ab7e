"""Tags and labels as pages show them. The vocabulary is small and kept in the process."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from common.memo import Memo
from tickets.models import StateLabel, Tag, Ticket, TicketTag

MOST_SUGGESTED = 8


def tags_of(ticket: Ticket) -> list[TicketTag]:
    """Return an appeal's tags in the order of the alphabet, with who put them there; one query."""
    rows = TicketTag.objects.filter(ticket=ticket).select_related("tag", "added_by")
    return list(rows.order_by("tag__title"))


def tag_ids() -> ArraySubquery:
    """Return the expression of an appeal's tags for a list: no statement of its own."""
    rows = TicketTag.objects.filter(ticket=OuterRef("pk")).order_by("tag__title")
    return ArraySubquery(rows.values("tag_id"))


def tag_ids_of(ticket: Ticket) -> list[int]:
    """Return the keys of one appeal's tags in the order of their titles."""
    rows = TicketTag.objects.filter(ticket=ticket).order_by("tag__title")
    return list(rows.values_list("tag_id", flat=True))


def titles_of(keys: Iterable[int]) -> list[str]:
    """Return titles of tags by their keys; one that is not known yet is left out."""
    wanted = list(keys)
    known = _tags.get() if wanted else {}
    return [known[key].title for key in wanted if key in known]


def tag_by_title(title: str) -> Tag | None:
    """Return the tag with this title whatever its letters' case; asked of the table, not of memory."""
    return Tag.objects.filter(title__iexact=one_line(title)).first()


def one_line(title: str) -> str:
    """Return a title as it is kept: single spaces, no NUL, which no text of the database has."""
    return " ".join(title.replace("\x00", "").split())


def active_tags() -> list[Tag]:
    return [tag for tag in _tags.get().values() if tag.is_active]


def suggested_tags(text: str, *, but: Iterable[int] = ()) -> list[Tag]:
    """Return tags to offer: those that begin with what is typed, then those that have it inside."""
    typed, taken = text.strip().lower(), set(but)
    fitting = [tag for tag in active_tags() if typed in tag.title.lower() and tag.pk not in taken]
    fitting.sort(key=lambda tag: (not tag.title.lower().startswith(typed), tag.title.lower()))
    return fitting[:MOST_SUGGESTED]


def label_of(ticket: Ticket) -> StateLabel | None:
    """Return the label over an appeal's state without asking the database for it."""
    return label_by_id(ticket.label_id)


def label_by_id(key: int | None) -> StateLabel | None:
    return _labels.get().get(key) if key is not None else None


def labels_for(status: str) -> list[StateLabel]:
    """Return the labels that may refine a state, in their order."""
    return [row for row in _labels.get().values() if row.is_active and row.status == status]


def active_labels() -> list[StateLabel]:
    return [row for row in _labels.get().values() if row.is_active]


def public_title(ticket: Ticket) -> str:
    """Return what the citizen reads of the label, "" for one they never see."""
    label = label_of(ticket)
    return label.public_title if label else ""


def tagged(tag: int) -> Any:
    """Return the condition of appeals with a tag, for `pk__in`."""
    return TicketTag.objects.filter(tag=tag).values("ticket")


def forget_labels() -> None:
    """Drop what is kept now and after commit; called after a change of the vocabulary."""
    _tags.forget_on_commit()
    _labels.forget_on_commit()


def _load_tags() -> Mapping[int, Tag]:
    return {tag.pk: tag for tag in Tag.objects.order_by("title")}


def _load_labels() -> Mapping[int, StateLabel]:
    return {row.pk: row for row in StateLabel.objects.all()}


_tags = Memo(_load_tags)
_labels = Memo(_load_labels)
