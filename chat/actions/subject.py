"""The part of `chat` in what is known about a person: dialogs with their words and files."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.subjects import Held, Hold, Looked, Section, Subject, SubjectFile, overwrite, section
from chat.actions.files import opened, remove_files
from chat.models import Dialog, File, HandOver, Link, Message
from chat.models.messages import Kind, Side
from chat.states import DialogState
from common.files import store
from common.files.names import clean_name

WHOLE = (
    "opened_at asked_at taken_at ended_at state ending result language name phone rating"
    " rating_word rated_at"
).split()
LOOKS = {
    "chat.DialogTaken": "Вёл с вами разговор в чате",
    "chat.DialogHandedOver": "Передал ваш разговор в чате",
    "chat.DialogRead": "Открыл ваш разговор в чате",
}
_SPOKEN = (Kind.TEXT, Kind.FILE, Kind.EDIT)


class ChatPart:
    """Words, names, phones and files go; that there was a dialog, its times and result stay."""

    name = "chat"
    covers: ClassVar[Mapping[str, str]] = {
        "chat.Dialog": "имя, телефон и слова оценки стираются; времена и итог остаются",
        "chat.Message": "тексты стираются; вид и время остаются",
        "chat.File": "строки и файлы удаляются",
        "chat.HandOver": "слова коллеге стираются; кто кому передал, остаётся",
        "chat.Link": "удаляются",
        "chat.VoiceCall": "остаётся: когда говорили и как было слышно, слов там нет",
    }

    def sections(self, subject: Subject) -> Iterable[Section]:
        mine = _dialogs(subject)
        spoken = Message.objects.filter(dialog__in=mine.values("pk"), kind__in=_SPOKEN)
        kept = _files(mine).filter(_shown_files())
        dialog = ("разговор", lambda row: row.dialog.opened_at.isoformat())
        return [
            section("dialogs", "Разговоры в чате", mine, WHOLE),
            section(
                "chat_messages",
                "Сообщения чата",
                spoken.filter(is_inner=False)
                .select_related("dialog", "author")
                .order_by("dialog__opened_at", "dialog", "seq"),
                ["kind", "at", "text"],
                dialog=dialog,
                author=("кто", _author),
            ),
            section(
                "chat_files",
                "Файлы чата",
                kept.select_related("dialog").order_by("uploaded_at"),
                ["name", "content_type", "size", "uploaded_at", "state"],
                dialog=dialog,
                path=("где в архиве", lambda row: _path(row) if _is_clean(row) else ""),
            ),
        ]

    def files(self, subject: Subject) -> Iterator[SubjectFile]:
        rows = _files(_dialogs(subject)).filter(_shown_files()).order_by("uploaded_at")
        for row in rows.iterator(chunk_size=200):
            if _is_clean(row) and store.path_of(row.storage_name).exists():
                yield SubjectFile(_path(row), _reader(row))

    def held(self, subject: Subject) -> list[Held]:
        mine = _dialogs(subject)
        return [
            Held("Разговоры в чате", mine.count()),
            Held("Сообщения чата", Message.objects.filter(dialog__in=mine.values("pk")).count()),
            Held("Файлы чата", _files(mine).count()),
        ]

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]:
        """A dialog that goes on: what is being said cannot be forgotten meanwhile."""
        going_on = _dialogs(subject).exclude(state=DialogState.ENDED)
        return [Hold("разговор в чате", "ещё не окончен", "open_appeal")] * going_on.count()

    def looked(self, subject: Subject) -> Looked:
        rows = _dialogs(subject).values_list("pk", "opened_at")
        return Looked({f"dialog:{pk}": f"чат {at:%d.%m.%Y}" for pk, at in rows}, LOOKS)

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]:
        return strip(_dialogs(subject), now=now)


PART = ChatPart()


@transaction.atomic
def strip(dialogs: QuerySet[Dialog], *, now: datetime) -> dict[str, int]:
    """Take words, names and files out of dialogs that are over; return how many of what went."""
    ids = list(dialogs.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    rows = Dialog.objects.filter(pk__in=ids)
    mine = {"dialog__in": ids}
    return {
        "Имена и телефоны в чате": overwrite(
            rows, name="", phone="", phone_index=None, rating_word="", stripped_at=now
        ),
        "Сообщения чата": overwrite(
            Message.objects.filter(**mine).exclude(kind=Kind.EVENT), text=""
        ),
        "Слова при передаче чата": overwrite(HandOver.objects.filter(**mine), why=""),
        "Ссылки на чат": Link.objects.filter(**mine).delete()[0],
        "Файлы чата": _remove(File.objects.filter(**mine)),
    }


def _dialogs(subject: Subject) -> QuerySet[Dialog]:
    return Dialog.objects.filter(citizen__in=subject.profile_ids).order_by("opened_at", "pk")


def _files(dialogs: QuerySet[Dialog]) -> QuerySet[File]:
    return File.objects.filter(dialog__in=dialogs.order_by().values("pk"))


def _shown_files() -> Q:
    """Files of rows the citizen sees, and those they have not sent yet."""
    return Q(message__is_inner=False) | Q(message=None, side=Side.CITIZEN)


def _remove(files: QuerySet[File]) -> int:
    rows = list(files)
    remove_files(rows)
    files.delete()
    return len(rows)


def _author(row: Message) -> str:
    if row.side == Side.CITIZEN:
        return "вы"
    return row.author.public_name if row.author is not None else "служба поддержки"


def _is_clean(row: File) -> bool:
    return row.state == File.State.CLEAN


def _path(row: File) -> str:
    return f"files/chat/{str(row.pk)[-6:]}-{clean_name(row.name)[:100]}"


def _reader(row: File) -> Any:
    return lambda: opened(row)
