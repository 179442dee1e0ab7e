"""Taking words, names and files out of an appeal; number, dates, states and marks stay (D-09, D-10)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.retention import Broom
from accounts.subjects import CHUNK, overwrite
from common.files import store
from tickets.actions.attachments import sweep_drafts
from tickets.models import (
    Attachment,
    ChecklistItem,
    Draft,
    FieldValue,
    Merge,
    PendingAnswer,
    Rating,
    Ticket,
    TimeEntry,
    TimelineItem,
)
from tickets.states import FINAL

GONE = "Данные удалены"
Kind = TimelineItem.Kind


def anonymise(tickets: QuerySet[Ticket], *, now: datetime) -> dict[str, int]:
    """Strip these appeals in the caller's transaction; return how many of what went.

    Their files leave the disk after commit. An appeal stripped before is passed over.
    """
    rows = tickets.filter(anonymised_at=None).select_for_update(of=("self",)).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return {}
    mine = {"ticket__in": ids}
    return {
        "Тексты обращений": _tickets(ids, now=now),
        "Сообщения, ответы и заметки": overwrite(_spoken(ids), body=""),
        "Ответы на утверждении": overwrite(
            PendingAnswer.objects.filter(**mine), body=GONE, remark=""
        ),
        "Что было нужно от заявителя": overwrite(Merge.objects.filter(source__in=ids), asked=""),
        "Поля обращений": overwrite(FieldValue.objects.filter(**mine), sealed=""),
        "Свои строки чек-листов": overwrite(
            ChecklistItem.objects.filter(line=None, **mine), own=GONE
        ),
        "Причины правки времени": overwrite(TimeEntry.objects.filter(**mine), why=""),
        "Слова оценок": overwrite(Rating.objects.filter(**mine), words=""),
        "Файлы обращений": remove_files(Attachment.objects.filter(**mine)),
    }


def remove_files(files: QuerySet[Attachment]) -> int:
    """Delete rows and, after commit, their bytes."""
    rows = list(files.select_for_update(of=("self",)).values_list("pk", "storage_name"))
    Attachment.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    transaction.on_commit(lambda: _forget([name for _, name in rows]), robust=True)
    return len(rows)


def remove_drafts(owners: Iterable[UUID]) -> int:
    return Draft.objects.filter(owner__in=list(owners)).delete()[0]


# --- by age (D-10)
def aged_appeals(before: datetime) -> QuerySet[Ticket]:
    """Return closed appeals nobody needs by name any more."""
    return Ticket.objects.filter(status__in=sorted(FINAL), closed_at__lt=before, anonymised_at=None)


def strip_aged_appeals(before: datetime, now: datetime) -> int:
    """Anonymise them in small transactions; return how many."""
    done = 0
    while ids := list(aged_appeals(before).order_by("pk").values_list("pk", flat=True)[:50]):
        with transaction.atomic():
            anonymise(Ticket.objects.filter(pk__in=ids), now=now)
        done += len(ids)
    return done


def aged_drafts(before: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(saved_at__lt=before)


def drop_aged_drafts(before: datetime, now: datetime) -> int:
    return aged_drafts(before).delete()[0]


def infected(before: datetime) -> QuerySet[Attachment]:
    """Return rows of files the scanner refused: their bytes are long gone, their names are not."""
    return Attachment.objects.filter(state=Attachment.State.INFECTED, uploaded_at__lt=before)


@transaction.atomic
def drop_infected(before: datetime, now: datetime) -> int:
    return remove_files(infected(before))


def _tickets(ids: list[UUID], *, now: datetime) -> int:
    rows = Ticket.objects.filter(pk__in=ids).only("pk", "subject", "asked", "search")
    for ticket in rows.iterator(chunk_size=CHUNK):
        ticket.subject, ticket.asked, ticket.search = GONE, "", None
        ticket.client_digest, ticket.anonymised_at = None, now
        ticket.save(update_fields=["subject", "asked", "search", "client_digest", "anonymised_at"])
    return len(ids)


def _spoken(ids: list[UUID]) -> QuerySet[TimelineItem]:
    with_words = Q(kind__in=[Kind.MESSAGE, Kind.REPLY, Kind.NOTE, Kind.CALL, Kind.MOVE])
    return TimelineItem.objects.filter(with_words, ticket__in=ids)


def _forget(names: list[str]) -> None:
    for name in names:
        store.forget(name)


BROOMS = (
    Broom("text_drafts", lambda before: aged_drafts(before).count(), drop_aged_drafts),
    Broom(
        "draft_files",
        lambda before: Attachment.objects.filter(ticket=None, uploaded_at__lt=before).count(),
        lambda before, now: sweep_drafts(now=now, kept=now - before),
    ),
    Broom("quarantined_files", lambda before: infected(before).count(), drop_infected),
    Broom("closed_appeals", lambda before: aged_appeals(before).count(), strip_aged_appeals),
)
