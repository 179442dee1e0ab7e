"""Callers written down, profiles joined and parted, organisations, limits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.actions import joining, limits, organisations, profiles
from accounts.actions.contacts import open_contact
from accounts.actions.profiles import Caller, FullName, SignUp
from accounts.actions.writing import ContactTaken
from accounts.identifiers import Identifier
from accounts.models import Citizen, Contact, ProfileJoin, User
from accounts.selectors import own_profile_ids, profile_ids
from common.errors import DomainError, InvalidInput, NotAllowed
from journal.models import Entry
from tests.factories.accounts import make_citizen, make_organisation, make_profile

NAME = FullName("Иванов", "Иван")


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def call(caller: Caller, by: User, now: datetime) -> Citizen:
    return profiles.find_or_create_citizen(caller=caller, by=by, now=now)


def test_caller_is_written_down_once(olga_operator: User, now: datetime) -> None:
    first = call(Caller(phone="8 916 123 45 67", name=NAME), olga_operator, now)
    again = call(Caller(phone="+79161234567", name=FullName("ИВАНОВ", "иван")), olga_operator, now)
    nameless = call(Caller(phone="+79161234567"), olga_operator, now)
    assert first == again == nameless
    assert facts() == ["accounts.CitizenRegistered"]


def test_other_name_on_the_same_phone_is_another_person(olga_operator: User, now: datetime) -> None:
    one = call(Caller(phone="+79161234567", name=NAME), olga_operator, now)
    other = call(Caller(phone="+79161234567", name=FullName("Петров", "Пётр")), olga_operator, now)
    assert one != other


def test_profile_with_a_sign_in_is_preferred(
    olga_operator: User, citizen: Citizen, now: datetime
) -> None:
    make_profile(last_name="Морозова", first_name="Мария", phone=citizen.phone)
    found = call(
        Caller(phone=citizen.phone, name=FullName("Морозова", "Мария")), olga_operator, now
    )
    assert found == citizen


def test_caller_without_anything_is_refused(olga_operator: User, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        call(Caller(), olga_operator, now)
    assert Citizen.objects.count() == 0


def test_citizens_write_nobody_down(citizen: Citizen, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        call(Caller(phone="+79160000000"), citizen.user, now)  # type: ignore[arg-type]


def test_workers_edit_nobodys_profile(
    olga_operator: User, senior: User, administrator: User, citizen: Citizen, now: datetime
) -> None:
    """Also of those without a sign-in: `request_change` asks who it is first."""
    known = make_profile(phone="+79160000000")
    name = FullName("Ёлкин", "Ефим")
    for by in (olga_operator, senior, administrator):
        for person in (known, citizen):
            with pytest.raises(NotAllowed):
                profiles.update_profile(citizen=person, name=name, language="ru", by=by, now=now)
    assert Citizen.objects.get(pk=known.pk).full_name == "Иванов Иван"


@pytest.mark.django_db(transaction=True)
def test_one_of_many_who_prove_a_phone_at_once_gets_it(now: datetime) -> None:
    new = SignUp(NAME, Identifier("sms", "+79161234567"), make_password("slova i slova"))

    def attempt(_: int) -> str:
        try:
            profiles.sign_up_citizen(new=new, now=now)
        except ContactTaken:
            return "taken"
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(attempt, range(6)))
    assert outcomes == ["in", *["taken"] * 5]
    assert (Citizen.objects.count(), User.objects.count()) == (1, 1)


def test_joined_profiles_are_one_history_until_parted(
    citizen: Citizen, senior: User, now: datetime
) -> None:
    known = make_profile(phone=citizen.phone)
    join = joining.join_profiles(
        kept=citizen, joined=known, proof=joining.BY_HAND, by=senior, now=now
    )
    assert profile_ids(citizen) == [citizen.pk, known.pk]
    assert own_profile_ids(citizen.user) == [citizen.pk, known.pk]
    joining.undo_join(join=join, by=senior, now=now)
    assert profile_ids(citizen) == [citizen.pk]
    with pytest.raises(joining.CannotJoin):
        joining.undo_join(join=join, by=senior, now=now)
    assert facts() == ["accounts.ProfilesJoined", "accounts.JoinUndone"]


def test_joins_that_are_refused(
    citizen: Citizen, other_citizen: Citizen, senior: User, olga_operator: User, now: datetime
) -> None:
    known, firm = make_profile(phone="+79160000000"), make_organisation()
    for kept, joined, by in (
        (citizen, other_citizen, senior),
        (citizen, citizen, senior),
        (citizen, firm, senior),
        (citizen, known, olga_operator),
    ):
        with pytest.raises(DomainError):
            joining.join_profiles(kept=kept, joined=joined, proof="x", by=by, now=now)
    assert (ProfileJoin.objects.count(), facts()) == (0, [])


@pytest.mark.django_db
def test_email_and_phone_together_join(now: datetime) -> None:
    known = make_profile(last_name="", first_name="", phone="+79160000000", email="i@example.org")
    signed = make_citizen(phone="+79160000000", email="i@example.org")
    joining.join_at_sign_up(citizen=signed, now=now)
    assert ProfileJoin.objects.get().proof == joining.PHONE_AND_EMAIL
    assert Citizen.objects.get(pk=known.pk).merged_into == signed


@pytest.mark.django_db
def test_phone_alone_joins_nothing(now: datetime) -> None:
    make_profile(last_name="Чужой", first_name="Человек", phone="+79160000000")
    signed = make_citizen(phone="+79160000000", last_name="Иванов")
    joining.join_at_sign_up(citizen=signed, now=now)
    assert ProfileJoin.objects.count() == 0


@pytest.mark.parametrize("number", ["7707083893", " 7707 083893", "500100732259"])
def test_true_inn_is_read(number: str) -> None:
    assert organisations.parse_inn(number) == number.replace(" ", "")


@pytest.mark.parametrize("number", ["", "7707083894", "0000000000", "000000000000", "12345", "abc"])
def test_false_inn_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput):
        organisations.parse_inn(number)


@pytest.mark.parametrize("number", ["1027700132195", "304500116000157"])
def test_true_ogrn_is_read(number: str) -> None:
    assert organisations.parse_ogrn(number) == number


@pytest.mark.parametrize("number", ["1027700132196", "0000000000000", "000000000000000"])
def test_false_ogrn_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput):
        organisations.parse_ogrn(number)


def test_organisation_and_its_representative(
    citizen: Citizen, olga_operator: User, now: datetime
) -> None:
    new = organisations.NewOrganisation("ООО «Ромашка»", "7707083893", "1027700132195")
    firm = organisations.register_organisation(new=new, by=olga_operator, now=now)
    assert organisations.register_organisation(new=new, by=olga_operator, now=now) == firm
    assert firm.full_name == "ООО «Ромашка»"
    link = organisations.add_representative(
        organisation=firm, person=citizen, by=olga_operator, now=now
    )
    assert own_profile_ids(citizen.user) == [citizen.pk, firm.pk]
    with pytest.raises(DomainError):
        organisations.add_representative(
            organisation=firm, person=citizen, by=olga_operator, now=now
        )
    organisations.end_representative(link=link, by=olga_operator, now=now)
    assert own_profile_ids(citizen.user) == [citizen.pk]
    assert facts() == [
        "accounts.OrganisationRegistered",
        "accounts.RepresentativeAdded",
        "accounts.RepresentativeEnded",
    ]


def test_limit_has_a_reason_and_an_end(citizen: Citizen, senior: User, now: datetime) -> None:
    week = now + timedelta(days=7)
    for reason, end in ((" ", week), ("Спам", now), ("Спам", now + timedelta(days=400))):
        with pytest.raises(InvalidInput):
            limits.limit_citizen(citizen=citizen, reason=reason, ends_at=end, by=senior, now=now)
    limit = limits.limit_citizen(citizen=citizen, reason="Спам", ends_at=week, by=senior, now=now)
    with pytest.raises(limits.AlreadyLimited):
        limits.limit_citizen(citizen=citizen, reason="Ещё", ends_at=week, by=senior, now=now)
    limits.lift_limit(limit=limit, by=senior, now=now)
    with pytest.raises(DomainError):
        limits.lift_limit(limit=limit, by=senior, now=now)
    assert facts() == ["accounts.CitizenLimited", "accounts.LimitLifted"]


def test_operator_limits_nobody(citizen: Citizen, olga_operator: User, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        limits.limit_citizen(
            citizen=citizen,
            reason="Спам",
            ends_at=now + timedelta(days=1),
            by=olga_operator,
            now=now,
        )
    assert facts() == []


def test_contact_begins_a_conversation(citizen: Citizen, now: datetime) -> None:
    contact = open_contact(
        citizen=citizen, channel=Contact.Channel.CABINET, by=citizen.user, now=now
    )
    assert (contact.citizen, contact.started_at, contact.language) == (citizen, now, "ru")
    assert facts() == ["accounts.ContactOpened"]
