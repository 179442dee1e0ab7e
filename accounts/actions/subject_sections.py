"""What `accounts` writes into a person's archive, table by table, without anybody else's data."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from accounts.models import (
    Assurance,
    ChangeFreeze,
    Citizen,
    CitizenLimit,
    Consent,
    Contact,
    ContactChange,
    DataChange,
    IdentityAnswer,
    OneTimeCode,
    PersonalData,
    PortalOperation,
    ProfileJoin,
    RegistryInquiry,
    Representative,
    SignedInSession,
    SubjectRequest,
    User,
)
from accounts.subjects import Section, Subject, section

PROFILE = (
    "kind last_name first_name middle_name organisation inn ogrn phone phone_verified_at email"
    " email_verified_at language created_at assured_at"
).split()
DOCUMENTS = (
    "snils passport passport_issued_on passport_code birth_date address citizenship foreign_id"
    " account_id source updated_at"
).split()


def sections_of(subject: Subject) -> Iterator[Section]:
    """Yield the parts in the order of the list of contents."""
    yield from _person(subject)
    yield from _talks(subject)
    yield from _rights(subject)


def _person(subject: Subject) -> Iterator[Section]:
    ids = subject.profile_ids
    profiles = Citizen.objects.filter(pk__in=ids).order_by("created_at")
    yield section("profile", "Профиль", profiles, PROFILE, level=("уровень доверия", _level))
    documents = PersonalData.objects.filter(citizen__in=ids)
    yield section("documents", "Документы", documents, DOCUMENTS)
    users = User.objects.filter(pk__in=subject.user_ids)
    yield section("sign_in", "Вход в кабинет", users, ["created_at", "last_login", "is_active"])
    sessions = SignedInSession.objects.filter(user__in=subject.user_ids).order_by("started_at")
    yield section("sessions", "Сеансы входа", sessions, ["device", "address", "started_at"])
    addresses = ContactChange.objects.filter(citizen__in=ids).order_by("changed_at")
    names = ["channel", "old_address", "changed_at"]
    yield section("old_addresses", "Прежние телефоны и почта", addresses, names)
    joins = ProfileJoin.objects.filter(Q(kept__in=ids) | Q(joined__in=ids)).order_by("joined_at")
    yield section("joins", "Объединение профилей", joins, ["proof", "joined_at", "undone_at"])
    acting = Representative.objects.filter(person__in=ids).select_related("organisation")
    yield section(
        "represents",
        "Кого вы представляете",
        acting,
        ["created_at", "ended_at"],
        organisation=("организация", lambda row: row.organisation.organisation),
    )


def _talks(subject: Subject) -> Iterator[Section]:
    ids = subject.profile_ids
    talks = Contact.objects.filter(citizen__in=ids).order_by("started_at")
    names = ["channel", "started_at", "ended_at", "language"]
    yield section("contacts", "Разговоры", talks, names, level=("уровень доверия", _level))
    answers = IdentityAnswer.objects.filter(contact__citizen__in=ids).order_by("answered_at")
    names = ["attribute", "outcome", "answered_at"]
    yield section("identity_answers", "Вопросы при проверке личности", answers, names)
    inquiries = RegistryInquiry.objects.filter(citizen__in=ids).order_by("asked_at")
    names = ["registry", "state", "mismatched", "asked_at", "answered_at"]
    yield section("inquiries", "Запросы в реестры", inquiries, names)
    portal = PortalOperation.objects.filter(citizen__in=ids).order_by("asked_at")
    names = ["kind", "state", "asked_at", "answered_at"]
    yield section("portal", "Действия с учётной записью портала", portal, names)
    codes = OneTimeCode.objects.filter(address_index__in=sorted(subject.addresses))
    names = ["purpose", "channel", "address", "created_at", "used_at", "delivery"]
    yield section("codes", "Одноразовые коды", codes.order_by("created_at"), names)
    limits = CitizenLimit.objects.filter(citizen__in=ids).order_by("starts_at")
    names = ["reason", "starts_at", "ends_at", "lifted_at"]
    yield section("limits", "Ограничения", limits, names)


def _rights(subject: Subject) -> Iterator[Section]:
    ids = subject.profile_ids
    consents = Consent.objects.filter(citizen__in=ids).select_related("text").order_by("given_at")
    names = ["channel", "given_at", "withdrawn_at", "withdrawn_channel"]
    yield section(
        "consents",
        "Согласия",
        consents,
        names,
        title=("на что", lambda row: row.text.title),
        version=("версия", lambda row: row.text.version),
        text=("текст", lambda row: row.text.text),
    )
    changes = DataChange.objects.filter(citizen__in=ids).order_by("requested_at")
    names = [
        "attribute",
        "old_value",
        "new_value",
        "state",
        "requested_at",
        "decided_at",
        "refusal",
    ]
    yield section("changes", "Изменения данных", changes, names)
    freezes = ChangeFreeze.objects.filter(citizen__in=ids).order_by("set_at")
    yield section("freezes", "Блокировки изменений", freezes, ["set_at", "lifted_at"])
    requests = SubjectRequest.objects.filter(citizen__in=ids).order_by("asked_at")
    names = "kind state ground channel text answer article asked_at due_at answered_at".split()
    yield section("requests", "Запросы о данных", requests, names)


def _level(row: Any) -> str:
    return str(Assurance(row.assurance).label)


def count_of(model: Any, **condition: Any) -> int:
    return int(model.objects.filter(**condition).count())
