"""The part of `tickets` in what is known about a person: appeals with words and files, drafts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.subjects import Held, Hold, Looked, Section, Subject, SubjectFile, section
from common.actors import CITIZEN
from common.files import store
from tickets.actions.anonymising import anonymise, remove_drafts, remove_files
from tickets.field_values import words_of
from tickets.models import Attachment, Draft, FieldValue, Rating, Ticket, TimelineItem
from tickets.states import FINAL

WHOLE = (
    "number kind status channel topic priority is_official subject asked registered_at"
    " first_response_at resolved_at closed_at expected_date delay_reason reopened_count"
).split()
LOOKS = {
    "tickets.TicketRegistered": "Записал обращение с ваших слов",
    "tickets.CardOpened": "Открыл обращение",
    "tickets.FileDownloaded": "Скачал файл",
    "tickets.TicketAssigned": "Взял обращение или передал коллеге",
    "tickets.TicketSentToDepartment": "Передал обращение в экспертный отдел",
    "tickets.TicketAnswered": "Прочитал обращение и ответил",
    "tickets.CitizenAsked": "Прочитал обращение и задал вопрос",
    "tickets.TicketResolved": "Прочитал обращение и ответил по существу",
    "tickets.TicketRefused": "Прочитал обращение и отказал",
    "tickets.TicketRedirected": "Передал обращение другому ведомству",
    "tickets.NoteAdded": "Прочитал обращение и оставил служебную заметку",
}
_CHUNK = 256 * 1024


class TicketsPart:
    """Words, names and files go; numbers, dates, states and marks stay for statistics."""

    name = "tickets"
    covers: ClassVar[Mapping[str, str]] = {
        "tickets.Ticket": "текст стирается; номер, даты и состояние остаются",
        "tickets.TimelineItem": "тексты стираются; вид и время остаются",
        "tickets.PendingAnswer": "тексты стираются",
        "tickets.Rating": "слова стираются, оценка остаётся",
        "tickets.Attachment": "строки и файлы удаляются",
        "tickets.Draft": "удаляются",
        "tickets.Merge": "текст стирается; какие номера объединены, остаётся",
        "tickets.TicketLink": "остаётся: связь двух номеров",
        "tickets.Conversation": "остаётся: какой разговор был об обращении",
        "tickets.Clock": "остаётся: сроки для статистики",
        "tickets.TransferOffer": "остаётся: кто кому передавал обращение",
        "tickets.FieldValue": "тексты и личные данные стираются; варианты, числа и даты остаются",
        "tickets.ChecklistItem": "свои строки стираются; кто и когда сделал, остаётся",
        "tickets.TimeEntry": "причины стираются; сколько работали, остаётся",
        "tickets.ApplicationCheck": "остаётся: услуга и коды документов, слова — в ленте",
        "tickets.TicketTag": "остаётся: слово из общего словаря",
        "tickets.Watcher": "остаётся: кто из сотрудников наблюдал",
    }

    def sections(self, subject: Subject) -> Iterable[Section]:
        mine = _appeals(subject)
        number = ("обращение", lambda row: row.ticket.number)
        spoken = TimelineItem.objects.filter(ticket__in=mine.values("pk"), is_public=True)
        rated = Rating.objects.filter(ticket__in=mine.values("pk")).select_related("ticket")
        kept = Attachment.objects.filter(_visible_files(subject)).select_related("ticket")
        drafts = Draft.objects.filter(owner__in=subject.user_ids).order_by("saved_at")
        return [
            section("appeals", "Обращения", mine.select_related("topic"), WHOLE),
            section(
                "messages",
                "Сообщения и ответы",
                spoken.exclude(kind=TimelineItem.Kind.NOTE)
                .select_related("ticket", "author")
                .order_by("ticket__number", "seq"),
                ["kind", "at", "body"],
                number=number,
                author=("кто", _author),
            ),
            section(
                "ratings",
                "Оценки",
                rated.order_by("rated_at"),
                ["score", "words", "rated_at"],
                number=number,
            ),
            section(
                "files",
                "Файлы",
                kept.order_by("uploaded_at"),
                ["name", "content_type", "size", "uploaded_at", "state"],
                path=("где в архиве", lambda row: _path(row) if _is_clean(row) else ""),
            ),
            _fields(mine),
            section("drafts", "Черновики", drafts, ["place", "fields", "saved_at"]),
        ]

    def files(self, subject: Subject) -> Iterator[SubjectFile]:
        rows = Attachment.objects.filter(_visible_files(subject)).select_related("ticket")
        for row in rows.order_by("uploaded_at").iterator(chunk_size=200):
            if _is_clean(row) and store.path_of(row.storage_name).exists():
                yield SubjectFile(_path(row), _reader(row.storage_name))

    def held(self, subject: Subject) -> list[Held]:
        mine = _appeals(subject).filter(anonymised_at=None)
        return [
            Held("Обращения", mine.count()),
            Held("Сообщения, ответы и заметки", _items(mine).count()),
            Held("Файлы", Attachment.objects.filter(_all_files(subject)).count()),
            Held("Черновики", Draft.objects.filter(owner__in=subject.user_ids).count()),
        ]

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]:
        """An appeal that is not over, and an official one within its years."""
        rows = _appeals(subject).filter(anonymised_at=None).only("number", *HOLDING)
        found = (_hold(ticket, now=now) for ticket in rows.order_by("number"))
        return [hold for hold in found if hold is not None]

    def looked(self, subject: Subject) -> Looked:
        rows = _appeals(subject).values_list("pk", "number")
        about = {f"ticket:{pk}": f"обращение № {number}" for pk, number in rows}
        files = Attachment.objects.filter(ticket__in=_appeals(subject))
        for pk, number in files.values_list("pk", "ticket__number"):
            about[f"attachment:{pk}"] = f"файл обращения № {number}"
        return Looked(about, LOOKS)

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]:
        counts = anonymise(_appeals(subject), now=now)
        loose = Attachment.objects.filter(_all_files(subject))
        counts["Файлы, которые не отправлены"] = remove_files(loose)
        counts["Черновики"] = remove_drafts(subject.user_ids)
        return counts


PART = TicketsPart()
HOLDING = ("status", "closed_at", "is_official", "resolved_at", "citizen")


def _appeals(subject: Subject) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(citizen__in=subject.profile_ids)
    return rows.defer("search", "client_digest").order_by("registered_at", "pk")


def _fields(mine: QuerySet[Ticket]) -> Section:
    rows = FieldValue.objects.filter(ticket__in=mine.values("pk")).select_related("ticket", "field")
    return section(
        "fields",
        "Поля обращений",
        rows.order_by("ticket__number", "field__position", "field__pk"),
        ["set_at"],
        number=("обращение", lambda row: row.ticket.number),
        title=("поле", lambda row: row.field.title),
        value=("значение", lambda row: words_of(row.field, row, open_it=True)),
    )


def _items(tickets: QuerySet[Ticket]) -> QuerySet[TimelineItem]:
    return TimelineItem.objects.filter(ticket__in=tickets.order_by().values("pk"))


def _visible_files(subject: Subject) -> Q:
    """Files of messages the citizen sees, and those they have not sent yet."""
    sent = Q(ticket__citizen__in=subject.profile_ids, item__is_public=True)
    return sent | _unsent(subject)


def _all_files(subject: Subject) -> Q:
    return Q(ticket__citizen__in=subject.profile_ids) | _unsent(subject)


def _unsent(subject: Subject) -> Q:
    owners = [str(pk) for pk in subject.user_ids]
    return Q(ticket=None, uploader_kind=CITIZEN, uploader_id__in=owners)


def _hold(ticket: Ticket, *, now: datetime) -> Hold | None:
    what = f"обращение № {ticket.number}"
    if ticket.status not in FINAL:
        return Hold(what, "ещё не закрыто", "open_appeal")
    if not ticket.is_official or ticket.closed_at is None:
        return None
    until = _years_after(timezone.localdate(ticket.closed_at), settings.OFFICIAL_KEEP_YEARS)
    if until <= timezone.localdate(now):
        return None
    return Hold(what, f"хранится по 59-ФЗ до {until:%d.%m.%Y}", "keep_appeals", until)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _author(item: TimelineItem) -> str:
    if item.actor_kind == CITIZEN:
        return "вы"
    author: User | None = item.author
    return author.public_name if author is not None else "служба поддержки"


def _is_clean(row: Attachment) -> bool:
    return row.state == Attachment.State.CLEAN


def _path(row: Attachment) -> str:
    """Return a place in the archive that no name can lead out of, one file a place."""
    folder = str(row.ticket.number) if row.ticket else "not-sent"
    name = PurePosixPath(row.name.replace("\\", "/")).name.strip(". ") or "file"
    return f"files/{folder}/{str(row.pk)[-6:]}-{name[:100]}"


def _reader(name: str) -> Any:
    def chunks() -> Iterator[bytes]:
        with store.path_of(name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    return chunks
