"""«Кто смотрел мои данные»: facts of the journal about a person, in words, by role and team.

Reads `journal_entry` by its index of subjects: the person's profiles, conversations, appeals. Which
subjects and facts of other apps count is what their providers say (`Looked`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from accounts.models import Attribute, Contact, IdentityAnswer, Reveal, User
from accounts.subjects import Looked, Subject, providers
from common.actors import API_KEY, STAFF
from journal.models import Entry

PAGE = 30
BATCH = 200
SHOWN_KINDS = (STAFF, API_KEY)

# What staff do with a person's data, as the person reads it.
WORDS = {
    "accounts.ContactOpened": "Начал разговор с вами и увидел имя и замаскированные контакты",
    "accounts.ContactTakenOver": "Продолжил разговор с вами и увидел имя и замаскированные контакты",
    "accounts.IdentityAnswered": "Проверял, вы ли это",
    "accounts.IdentityConfirmedInPerson": "Сверил ваш документ при личном визите",
    "accounts.PersonalDataRevealed": "Увидел без маски",
    "accounts.ProfileUpdated": "Изменил имя или язык в профиле",
    "accounts.ChangeRequested": "Попросил изменить данные",
    "accounts.DataChanged": "Изменил данные",
    "accounts.ChangeRefused": "Отказал в изменении данных",
    "accounts.FreezeLifted": "Снял блокировку изменений",
    "accounts.CitizenRegistered": "Записал вас как заявителя",
    "accounts.CitizenLimited": "Ограничил приём обращений",
    "accounts.LimitLifted": "Снял ограничение",
    "accounts.ConsentGiven": "Записал ваше согласие с ваших слов",
    "accounts.ConsentWithdrawn": "Записал отзыв согласия с ваших слов",
    "accounts.SubjectRequestReceived": "Записал ваш запрос о данных",
    "accounts.SubjectHeldShown": "Открыл ваш запрос о данных и увидел, сколько чего хранится",
    "accounts.SubjectExportAsked": "Собрал архив ваших данных по вашему запросу",
    "accounts.SubjectExportDownloaded": "Скачал архив ваших данных, чтобы передать вам",
    "accounts.ErasureProposed": "Предложил удалить ваши данные по вашему запросу",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the list. `who` is a role and a team, never a name."""

    entry_id: int
    at: datetime
    who: str
    what: str
    about: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class LookPage:
    looks: list[Look]
    next_before: int | None


def page_of_looks(subject: Subject, *, before: int | None = None) -> LookPage:
    """Return one page, newest first; `before` is the last line of the page before."""
    known = _known(subject)
    rows = _entries(known).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    looks = _looks(found[:PAGE], known)
    return LookPage(looks, found[PAGE - 1].pk if len(found) > PAGE else None)


def looks_at(subject: Subject) -> Iterator[Look]:
    """Yield everything, oldest first, in flat memory: for the export."""
    known = _known(subject)
    rows = _entries(known).order_by("pk").iterator(chunk_size=BATCH)
    while part := list(islice(rows, BATCH)):
        yield from _looks(part, known)


def _known(subject: Subject) -> Looked:
    """Gather subjects and words of all apps, beginning with the person's own."""
    subjects = {f"citizen:{pk}": "" for pk in subject.profile_ids}
    talks = Contact.objects.filter(citizen__in=subject.profile_ids)
    subjects |= {f"contact:{pk}": "" for pk in talks.values_list("pk", flat=True)}
    words = dict(WORDS)
    for provider in providers():
        more = provider.looked(subject)
        subjects |= more.subjects
        words |= more.words
    return Looked(subjects, words)


def _entries(known: Looked) -> Any:
    return Entry.objects.filter(
        subject__in=list(known.subjects), actor_kind__in=SHOWN_KINDS, event__in=list(known.words)
    )


def _looks(entries: list[Entry], known: Looked) -> list[Look]:
    ids = {_uuid(entry.actor_id) for entry in entries if entry.actor_kind == STAFF}
    people = User.objects.filter(pk__in=ids).prefetch_related("teams").in_bulk()
    return [
        Look(
            entry.pk,
            entry.at,
            _who(entry, people),
            _what(entry, known.words[entry.event]),
            known.subjects[entry.subject],
            _why(entry),
        )
        for entry in entries
    ]


def _who(entry: Entry, people: dict[UUID, User]) -> str:
    if entry.actor_kind == API_KEY:
        return "Внешняя система по ключу"
    user = people.get(_uuid(entry.actor_id))
    if user is None:
        return "Сотрудник поддержки"
    teams = ", ".join(sorted(team.title for team in user.teams.all()))
    role = str(user.get_role_display())
    return f"{role} · {teams}" if teams else role


def _what(entry: Entry, words: str) -> str:
    data = entry.data
    if attributes := data.get("attributes"):
        return f"{words}: {', '.join(_attribute(code) for code in attributes)}"
    if attribute := data.get("attribute"):
        said = f"{words}: {_attribute(attribute)}"
        outcome = data.get("outcome")
        known = outcome in IdentityAnswer.Outcome.values
        return f"{said} — {IdentityAnswer.Outcome(outcome).label.lower()}" if known else said
    return words


def _why(entry: Entry) -> str:
    reason = entry.data.get("reason", "")
    return str(Reveal.Reason(reason).label) if reason in Reveal.Reason.values else ""


def _attribute(code: str) -> str:
    return str(Attribute(code).label) if code in Attribute.values else code


def _uuid(text: str) -> UUID:
    return UUID(text)
