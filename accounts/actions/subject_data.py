"""The part of `accounts` in what is known about a person: profile, documents, talks, rights."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from accounts.actions.sessions import raise_epoch
from accounts.actions.subject_exports import forget_file
from accounts.actions.subject_sections import count_of, sections_of
from accounts.models import (
    Citizen,
    CitizenLimit,
    Consent,
    Contact,
    ContactChange,
    DataChange,
    IdentityAnswer,
    OneTimeCode,
    PersonalData,
    Representative,
    SignedInSession,
    SubjectExport,
    SubjectRequest,
    User,
)
from accounts.subjects import Held, Hold, Looked, Section, Subject, SubjectFile, overwrite
from common import vault

GONE = "удалено"
NAMES = ("last_name", "first_name", "middle_name", "organisation", "inn", "ogrn", "phone", "email")
PSEUDONYM = "остаётся под псевдонимом: кодов и дат мало, чтобы узнать человека"


class AccountsPart:
    """Names, documents, addresses and words go; dates, codes and proofs of consent stay."""

    name = "accounts"
    covers: ClassVar[Mapping[str, str]] = {
        "accounts.Citizen": "имена, адреса и номера стираются, строка остаётся псевдонимом",
        "accounts.User": "вход закрывается, пароль заменяется",
        "accounts.PersonalData": "удаляются",
        "accounts.ContactChange": "удаляются",
        "accounts.Representative": "удаляются",
        "accounts.CitizenLimit": "причина стирается",
        "accounts.Contact": PSEUDONYM,
        "accounts.IdentityAnswer": "удаляются",
        "accounts.RegistryInquiry": PSEUDONYM,
        "accounts.PortalOperation": PSEUDONYM,
        "accounts.Reveal": "остаётся: кто видел данные, спрашивают и после удаления",
        "accounts.ProfileJoin": PSEUDONYM,
        "accounts.DataChange": "значения и слова стираются",
        "accounts.ChangeFreeze": PSEUDONYM,
        "accounts.Consent": "остаётся: доказательство согласия и его отзыва",
        "accounts.SubjectRequest": "слова стираются, вид и даты остаются",
        "accounts.SubjectExport": "файл и ключ удаляются",
        "accounts.OneTimeCode": "удаляются",
        "accounts.SignedInSession": "удаляются",
        "sessions.Session": "удаляются",
        "mfa.Authenticator": "удаляются",
        "account.EmailAddress": "удаляются",
        "accounts.Destruction": "остаётся: акт хранят три года",
    }

    def sections(self, subject: Subject) -> Iterable[Section]:
        return sections_of(subject)

    def files(self, subject: Subject) -> Iterator[SubjectFile]:
        return iter(())

    def held(self, subject: Subject) -> list[Held]:
        """Count what names the person: after erasure only pseudonyms are left, and no line."""
        ids = {"citizen__in": subject.profile_ids, "citizen__erased_at": None}
        named = {"pk__in": subject.profile_ids, "erased_at": None}
        return [
            Held("Профили", count_of(Citizen, **named)),
            Held("Документы", count_of(PersonalData, **ids)),
            Held("Разговоры", count_of(Contact, **ids)),
            Held("Изменения данных", count_of(DataChange, **ids)),
            Held("Прежние телефоны и почта", count_of(ContactChange, **ids)),
            Held("Согласия", count_of(Consent, **ids)),
            Held("Одноразовые коды", _codes(subject).count()),
        ]

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]:
        return []

    def looked(self, subject: Subject) -> Looked:
        return Looked()

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]:
        ids = {"citizen__in": subject.profile_ids}
        answers = IdentityAnswer.objects.filter(contact__citizen__in=subject.profile_ids)
        return {
            "Документы": PersonalData.objects.filter(**ids).delete()[0],
            "Прежние телефоны и почта": ContactChange.objects.filter(**ids).delete()[0],
            "Ответы при проверке личности": answers.delete()[0],
            "Одноразовые коды": _codes(subject).delete()[0],
            "Полномочия представителя": _representatives(subject).delete()[0],
            "Изменения данных": overwrite(
                DataChange.objects.filter(**ids), old_value="", new_value="", refusal=""
            ),
            "Ограничения": overwrite(CitizenLimit.objects.filter(**ids), reason=GONE),
            "Слова запросов": _requests(subject, now=now),
            "Архивы данных": _exports(subject),
            "Профили": _profiles(subject, now=now),
            "Входы": sum(_close_sign_in(user) for user in _users(subject)),
            "Сеансы": _sessions(subject),
        }


PART = AccountsPart()


def _codes(subject: Subject) -> Any:
    return OneTimeCode.objects.filter(address_index__in=sorted(subject.addresses))


def _representatives(subject: Subject) -> Any:
    mine = Q(person__in=subject.profile_ids) | Q(organisation__in=subject.profile_ids)
    return Representative.objects.filter(mine)


def _users(subject: Subject) -> list[User]:
    return list(User.objects.select_for_update().filter(pk__in=subject.user_ids).order_by("pk"))


def _requests(subject: Subject, *, now: datetime) -> int:
    """Wipe words; the request answered by this very erasure keeps its last word's address."""
    rows = SubjectRequest.objects.filter(citizen__in=subject.profile_ids)
    overwrite(rows.filter(answered_at=now), text="")
    earlier = rows.exclude(answered_at=now)
    still_open = earlier.filter(answered_at=None)
    still_open.update(state=SubjectRequest.State.WITHDRAWN, answered_at=now)
    words = {"text": "", "answer": "", "answer_channel": "", "answer_address": ""}
    return overwrite(earlier, **words)


def _exports(subject: Subject) -> int:
    rows = SubjectExport.objects.select_for_update(of=("self",)).exclude(file_name="")
    names = [forget_file(row) for row in rows.filter(request__citizen__in=subject.profile_ids)]
    transaction.on_commit(lambda: _remove(names), robust=True)
    return len(names)


def _remove(names: list[str]) -> None:
    for name in names:
        vault.remove(name)


def _profiles(subject: Subject, *, now: datetime) -> int:
    rows = Citizen.objects.select_for_update(of=("self",)).filter(pk__in=subject.profile_ids)
    done = 0
    for citizen in rows.order_by("pk"):
        for name in NAMES:
            setattr(citizen, name, "")
        citizen.names = None
        citizen.phone_verified_at = citizen.email_verified_at = None
        citizen.assurance, citizen.assured_at, citizen.assured_by = 0, None, ""
        citizen.erased_at = now
        citizen.save()
        done += 1
    return done


def _close_sign_in(user: User) -> int:
    """End a sign-in for good: no password, no factor, no session."""
    user.is_active = False
    user.password = make_password(None)
    user.last_login = None
    user.save(update_fields=["is_active", "password", "last_login"])
    for relation in ("authenticator_set", "emailaddress_set"):
        getattr(user, relation).all().delete()
    raise_epoch(user)
    return 1


def _sessions(subject: Subject) -> int:
    """Delete the person's sessions: what a form left in them goes too. They live a day, so few are read."""
    users = {str(pk) for pk in subject.user_ids}
    if not users:
        return 0
    found = [
        row.pk
        for row in Session.objects.iterator(chunk_size=500)
        if row.get_decoded().get("_auth_user_id") in users
    ]
    SignedInSession.objects.filter(user__in=subject.user_ids).delete()
    return Session.objects.filter(pk__in=found).delete()[0]
