"""The checklist of an appeal: lines of its topic, ticked or not, and lines of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common.memo import Memo
from tickets.models import ChecklistItem, ChecklistLine, Ticket


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line; `item` is its row when there is one, `line_id` its line of the topic's list."""

    title: str
    is_required: bool
    item: ChecklistItem | None
    line_id: int | None = None

    @property
    def is_done(self) -> bool:
        return self.item is not None and self.item.done_at is not None

    @property
    def key(self) -> str:
        return (
            f"line:{self.line_id}" if self.line_id else f"own:{self.item.pk if self.item else ''}"
        )


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines in order with how many are done."""

    lines: list[ShownLine]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)


def checklist_of(ticket: Ticket) -> Checklist:
    """Return the topic's lines, those ticked under an earlier topic, then own ones; one query."""
    rows = ChecklistItem.objects.filter(ticket=ticket).select_related("line", "done_by")
    items = list(rows.order_by("added_at", "pk"))
    ticked = {item.line_id: item for item in items if item.line_id}
    lines = [
        ShownLine(line.title, line.is_required, ticked.pop(line.pk, None), line.pk)
        for line in lines_for(ticket.topic_id)
    ]
    lines += [
        ShownLine(item.line.title, False, item, item.line_id)
        for item in ticked.values()
        if item.line and item.done_at
    ]
    lines += [ShownLine(str(item.own), False, item) for item in items if item.line_id is None]
    return Checklist(lines)


def lines_for(topic_id: int) -> list[ChecklistLine]:
    """Return the list of a topic; from memory."""
    return [line for line in _lines.get() if line.topic_id == topic_id]


def line_by_id(key: int, topic_id: int) -> ChecklistLine | None:
    return next((line for line in lines_for(topic_id) if line.pk == key), None)


def item_of(ticket: Ticket, key: UUID) -> ChecklistItem | None:
    return ChecklistItem.objects.filter(ticket=ticket, pk=key).first()


def missing_lines(ticket: Ticket) -> list[str]:
    """Return required lines nobody has ticked; no query when the topic requires none."""
    required = [line for line in lines_for(ticket.topic_id) if line.is_required]
    if not required:
        return []
    items = ChecklistItem.objects.filter(ticket=ticket, line__in=[line.pk for line in required])
    done = set(items.filter(done_at__isnull=False).values_list("line", flat=True))
    return [line.title for line in required if line.pk not in done]


def forget_lines() -> None:
    _lines.forget_on_commit()


def _load() -> Sequence[ChecklistLine]:
    return list(ChecklistLine.objects.filter(is_active=True).order_by("topic", "position", "pk"))


_lines = Memo(_load)
