"""Two appeals of one person about one matter become one, and can be taken apart again (docs/merging.md).

Order of locks: the appeals by id, then clocks.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import User
from accounts.selectors import main_profile
from common import policies
from common.errors import DomainError
from journal.facts import record
from tickets.actions import _strictest, clocks
from tickets.actions._move import MoveRefused, move, put_back, require_move
from tickets.actions._timeline import Kind, Line, add_line
from tickets.events import MergeUndone, TicketsMerged
from tickets.models import (
    ChecklistItem,
    Clock,
    Conversation,
    Merge,
    PendingAnswer,
    Ticket,
    TicketTag,
    Watcher,
)
from tickets.policies import can_merge
from tickets.selectors.merging import answered_at, head_id_of, is_undoable, tree_under
from tickets.states import Status

# What a merge changes in the row of the appeal that is joined, and its undoing gives back.
MOMENTS = ("status_changed_at", "resolved_at", "closed_at", "recheck_requested_at", "silence_at")


class CannotMerge(DomainError):
    """These two must stay two: the message says why."""

    code = "cannot_merge"


class TooLateToUndo(DomainError):
    """The citizen was answered in the joined appeal, and the time to undo is over."""

    code = "too_late"


@transaction.atomic
def merge_tickets(*, source: Ticket, target: Ticket, by: User, now: datetime) -> Merge:
    """Make `source` a part of `target`, or of what that was joined into; return the row that undoes it.

    The strictest clock and the higher priority stay. Both streams are read as one, both numbers
    answer. Raises CannotMerge, MoveRefused, NotAllowed; then nothing is written.
    """
    children = tree_under(source)
    source, target = _locked_two(source.pk, head_id_of(target), children)
    _require_two(source, target)
    require_move(source, "merge")
    _require_open(target)
    policies.require(can_merge, by, source)
    policies.require(can_merge, by, target)
    _require_same_matter(source, target, now=now)
    merge = Merge(source=source, target=target, merged_at=now, merged_by=by, asked=source.asked)
    merge.before = _before(source, target)
    merge.before["clocks"] = _strictest.take_stricter(target, source, now=now)
    clocks.stop(source, now)
    _close(source, target, by=by, now=now)
    _receive(target, source, 1 + len(children), by=by, now=now)
    Ticket.objects.filter(pk__in=children).update(merged_into=target)
    _carry(source, target, now=now)
    merge.save(force_insert=True)
    record(TicketsMerged(ticket_id=source.pk, target_id=target.pk), by=by, at=now)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: User, now: datetime) -> Ticket:
    """Take a joined appeal out again, as it was; return it. What was written since stays where it is.

    Raises MoveRefused when it was undone before, TooLateToUndo.
    """
    children = tree_under(merge.source)
    source, head = _locked_two(merge.source_id, head_id_of(merge.source), children)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at is not None or source.merged_into_id != head.pk:
        raise MoveRefused("Это объединение уже отменено. Обновите страницу.")
    policies.require(can_merge, by, source)
    policies.require(can_merge, by, head)
    if not is_undoable(merge, answered_at(head), now=now):
        raise TooLateToUndo(
            f"Прошло больше {settings.MERGE_UNDO_HOURS} часов, и заявителю уже ответили: объединение "
            "не отменить. Если осталось нерешённое, выделите его в новое обращение."
        )
    # Read in the head means read: the mark goes back only while it stands there.
    is_unread = merge.before["answer_unread"] and head.answer_unread
    _take_out(source, merge, by=by, now=now, answer_unread=is_unread)
    _strictest.run_on(source, stopped_at=merge.merged_at)
    Ticket.objects.filter(pk__in=children).update(merged_into=source)
    _let_go(head, source, merge, 1 + len(children), by=by, now=now)
    _leave(head, since=merge.merged_at)
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    record(MergeUndone(ticket_id=source.pk, target_id=head.pk), by=by, at=now)
    return source


def _locked_two(one: UUID, other: UUID, beside: list[UUID]) -> tuple[Ticket, Ticket]:
    """Lock both appeals and what hangs on them in the order of ids."""
    rows = Ticket.objects.select_for_update().defer("search", "client_digest")
    found = {row.pk: row for row in rows.filter(pk__in={one, other, *beside}).order_by("pk")}
    return found[one], found[other]


# --- what must stay two
def _require_two(source: Ticket, target: Ticket) -> None:
    if source.pk == target.pk:
        raise CannotMerge("Это одно и то же обращение: выберите другое.")


def _require_open(target: Ticket) -> None:
    if not target.is_open:
        raise CannotMerge(
            f"Главным может быть только открытое обращение, а № {target.number} — «{target.status_label}». "
            "Возобновите его или сделайте главным второе."
        )


def _require_same_matter(source: Ticket, target: Ticket, *, now: datetime) -> None:
    if source.citizen is None or target.citizen is None:
        raise CannotMerge("Анонимное обращение не объединяют: неизвестно, чьё оно.")
    if main_profile(source.citizen) != main_profile(target.citizen):
        raise CannotMerge(
            "Это обращения разных людей: объединение показало бы одному слова другого. "
            "Отметьте их как связанные."
        )
    ended = source.closed_at or source.resolved_at
    if ended is not None and now - ended > timedelta(days=settings.REOPEN_DAYS):
        raise CannotMerge(
            f"№ {source.number} закончено больше {settings.REOPEN_DAYS} дней назад: его уже не "
            "возобновить, поэтому и не объединить. Отметьте их как связанные."
        )
    _require_same_law(source, target)
    if PendingAnswer.objects.filter(ticket=source, decided_at=None).exists():
        raise CannotMerge(f"По № {source.number} ответ ждёт утверждения: сначала решите с ним.")


def _require_same_law(source: Ticket, target: Ticket) -> None:
    """59-ФЗ wants an answer to every official appeal in its own term: none may lose it."""
    if not source.is_official:
        return
    if not target.is_official:
        raise CannotMerge(
            f"№ {source.number} — официальное по 59-ФЗ, а у № {target.number} такого срока нет. "
            "Сделайте главным официальное обращение."
        )
    terms = Clock.objects.filter(ticket__in=[source, target], kind=Clock.Kind.LAW, stopped_at=None)
    if len(set(terms.values_list("extended_count", flat=True))) > 1:
        raise CannotMerge(
            "Срок по 59-ФЗ у одного из обращений продлён, у другого нет: закон требует отдельных "
            "ответов. Отметьте их как связанные."
        )


# --- the joined appeal
def _before(source: Ticket, target: Ticket) -> dict[str, Any]:
    moments = {name: getattr(source, name) for name in MOMENTS}
    return {
        "status": source.status,
        "label": source.label_id,
        "silence_step": source.silence_step,
        "answer_unread": source.answer_unread,
        "head_unread": target.answer_unread,
        "priority": target.priority,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }


def _close(source: Ticket, target: Ticket, *, by: User, now: datetime) -> None:
    move(
        source,
        "merge",
        by=by,
        now=now,
        data={"number": target.number},
        merged_into=target,
        silence_at=None,
        silence_step=0,
    )


def _take_out(
    source: Ticket, merge: Merge, *, by: User, now: datetime, answer_unread: bool
) -> None:
    """Give the state back; the days it was joined don't count as the citizen's silence."""
    before = merge.before
    fields: dict[str, Any] = {
        name: parse_datetime(before[name]) if before[name] else None for name in MOMENTS
    }
    if fields["silence_at"] is not None:
        fields["silence_at"] += now - merge.merged_at
    fields |= {"silence_step": before["silence_step"], "answer_unread": answer_unread}
    fields |= {"asked": merge.asked, "merged_into": None, "label_id": before["label"]}
    put_back(source, Status(before["status"]), "unmerge", by=by, now=now, **fields)


# --- the appeal that stays
def _receive(target: Ticket, source: Ticket, joined: int, *, by: User, now: datetime) -> None:
    target.merged_count += joined
    target.priority = max(target.priority, source.priority)
    target.answer_unread = target.answer_unread or source.answer_unread
    if source.answer_unread:
        source.answer_unread = False
        source.save(update_fields=["answer_unread"])
    _say(target, "merged", source, by=by, now=now)


def _let_go(
    head: Ticket, source: Ticket, merge: Merge, joined: int, *, by: User, now: datetime
) -> None:
    head.merged_count -= joined
    answered = answered_at(head)
    if answered is None or answered < merge.merged_at:
        head.answer_unread = head.answer_unread and merge.before["head_unread"]
    if merge.target_id == head.pk:
        _strictest.give_back(head, merge.before["clocks"])
        if head.priority == max(source.priority, merge.before["priority"]):
            head.priority = merge.before["priority"]
    _say(head, "unmerged", source, by=by, now=now)


def _say(head: Ticket, verb: str, source: Ticket, *, by: User, now: datetime) -> None:
    line = Line(Kind.MOVE, is_public=True, data={"verb": verb, "number": source.number})
    saving = ("merged_count", "priority", "answer_unread")
    add_line(head, line, by=by, now=now, saving=saving)


def _carry(source: Ticket, target: Ticket, *, now: datetime) -> None:
    """Bring conversations that go on, colleagues who watch, tags, own lines not done yet.

    The moment tells which came so. Time spent is read over both (`selectors.time_spent`).
    """
    talks = set(source.conversations.values_list("contact", flat=True))
    talks |= {source.contact_id} if source.contact_id else set()
    known = {target.contact_id, *target.conversations.values_list("contact", flat=True)}
    Conversation.objects.bulk_create(
        Conversation(ticket=target, contact_id=key, linked_at=now)
        for key in sorted(talks - known, key=str)
    )
    known = set(target.watchers.values_list("user", flat=True))
    Watcher.objects.bulk_create(
        Watcher(ticket=target, user_id=row.user_id, cause=row.cause, since=now)
        for row in source.watchers.exclude(user__in=known).order_by("pk")
    )
    tagged = set(target.tags.values_list("tag", flat=True))
    TicketTag.objects.bulk_create(
        TicketTag(ticket=target, tag_id=row.tag_id, added_by_id=row.added_by_id, added_at=now)
        for row in source.tags.exclude(tag__in=tagged).order_by("pk")
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(ticket=target, own=row.own, added_at=now)
        for row in source.checklist.filter(line=None, done_at=None).order_by("pk")
    )


def _leave(head: Ticket, *, since: datetime) -> None:
    """Take back what came with the joined appeal; a line done meanwhile stays with who did it."""
    Conversation.objects.filter(ticket=head, linked_at=since).delete()
    Watcher.objects.filter(ticket=head, since=since).delete()
    TicketTag.objects.filter(ticket=head, added_at=since).delete()
    ChecklistItem.objects.filter(ticket=head, line=None, added_at=since, done_at=None).delete()
