"""Finding people by what an operator hears; nothing of it lies open in the tables."""

from typing import Any

import pytest
from django.db import connection

from accounts.identifiers import Identifier
from accounts.models import Citizen
from accounts.selectors import FOUND_AT_MOST, find_citizens, main_profile, user_with_identifier
from tests.factories.accounts import make_organisation, make_profile


@pytest.mark.parametrize(
    "text",
    [
        "8 (916) 123-45-67",
        "+79161234567",
        "MARIA@example.org",
        "морозова",
        "Мария Морозова",
        "петровна мария",
        "морозовой",
    ],
)
def test_person_is_found(citizen: Citizen, other_citizen: Citizen, text: str) -> None:
    assert find_citizens(text) == [citizen]


@pytest.mark.parametrize("text", ["", "  ", "?!", "12", "a@b", "морозова пётр", "+7 999 000-00-00"])
def test_nobody_is_found(citizen: Citizen, other_citizen: Citizen, text: str) -> None:
    assert find_citizens(text) == []


@pytest.mark.django_db
def test_organisation_is_found_by_inn_and_name() -> None:
    firm = make_organisation()
    assert find_citizens("7707083893") == [firm]
    assert find_citizens("ромашка") == [firm]


@pytest.mark.django_db
def test_newest_come_first_and_not_too_many() -> None:
    made = [make_profile(phone="+79160000000") for _ in range(FOUND_AT_MOST + 2)]
    found = find_citizens("Иванов")
    assert len(found) == FOUND_AT_MOST
    assert found[0] == made[-1]


def test_joined_profile_is_found_under_its_main_one(citizen: Citizen) -> None:
    joined = make_profile(phone=citizen.phone, merged_into=citizen)
    assert find_citizens(citizen.phone) == [citizen]
    assert main_profile(joined) == citizen


def test_sign_in_is_found_by_phone_and_email(citizen: Citizen, olga_operator: Any) -> None:
    assert user_with_identifier(Identifier("sms", "+79161234567")) == citizen.user
    assert user_with_identifier(Identifier("email", "maria@example.org")) == citizen.user
    assert user_with_identifier(Identifier("email", "olga@example.org")) == olga_operator
    assert user_with_identifier(Identifier("email", "nobody@example.org")) is None


def test_profile_without_a_sign_in_lets_nobody_in(db: None) -> None:
    make_profile(phone="+79160000000", email="known@example.org")
    assert user_with_identifier(Identifier("sms", "+79160000000")) is None
    assert user_with_identifier(Identifier("email", "known@example.org")) is None


def test_nothing_of_a_person_is_open_in_the_tables(citizen: Citizen) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT accounts_citizen::text || accounts_user::text FROM accounts_citizen, accounts_user"
        )
        rows = " ".join(row[0] for row in cursor.fetchall())
    for secret in ("Морозова", "морозов", "Мария", "79161234567", "maria@example.org"):
        assert secret not in rows
        assert secret.encode().hex() not in rows
