"""D-02 and D-03: altered or moved values do not open, digests cannot be recomputed, spellings are found."""

import hashlib
import hmac
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import Citizen, PersonalData
from accounts.selectors import find_citizens
from common.crypto import cipher
from tests.common.keys_house import stored
from tests.factories.accounts import make_profile

pytestmark = pytest.mark.django_db
NUMBERS = 20_000


def put(row: Any, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        table, key = row._meta.db_table, row._meta.pk.column
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', [value, row.pk])


def refused(row: Any, column: str, caplog: Any) -> None:
    """Reading refuses, says so in the log with the column's name, and shows nobody's data."""
    caplog.clear()
    with pytest.raises(cipher.CannotOpen) as refusal:
        getattr(type(row).objects.get(pk=row.pk), column)
    said = f"{refusal.value} {caplog.text}"
    assert f"{row._meta.db_table}.{column}" in said
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    for secret in ("Тайный", "Открытый", "+7916"):
        assert secret not in said


class TestSealed:
    def test_d02_two_values_swapped_open_for_nobody(self, caplog: Any) -> None:
        one, other = make_profile(last_name="Тайный"), make_profile(last_name="Открытый")
        first, second = stored(one, "last_name"), stored(other, "last_name")
        put(one, "last_name", second)
        put(other, "last_name", first)
        refused(one, "last_name", caplog)
        refused(other, "last_name", caplog)

    @pytest.mark.parametrize("place", [0, 1, 4, 5, 16, 17, -17, -1])
    def test_d02_any_flipped_bit_is_noticed(self, place: int, caplog: Any) -> None:
        """Version, key number, nonce, text and tag are all authenticated."""
        row = make_profile(last_name="Тайный")
        sealed = bytearray(stored(row, "last_name"))
        sealed[place] ^= 1
        put(row, "last_name", bytes(sealed))
        refused(row, "last_name", caplog)

    @pytest.mark.parametrize("length", [1, 5, 16, 20, 40])
    def test_d02_a_cut_value_is_noticed(self, length: int, caplog: Any) -> None:
        row = make_profile(last_name="Тайный")
        put(row, "last_name", stored(row, "last_name")[:length])
        refused(row, "last_name", caplog)

    def test_d02_a_value_does_not_open_in_another_column_or_table(
        self, caplog: Any, now: datetime
    ) -> None:
        row = make_profile(last_name="Тайный", first_name="Иван")
        put(row, "first_name", stored(row, "last_name"))
        refused(row, "first_name", caplog)
        papers = PersonalData.objects.create(citizen=row, address="Москва", updated_at=now)
        put(papers, "address", stored(row, "last_name"))  # the same key, another table
        refused(papers, "address", caplog)


def possible() -> Iterator[str]:
    """Yield a sample of the numbers a phone can be, among them the one that is in the table."""
    for number in range(NUMBERS):
        yield f"+7916{number:07}"


def guesses(value: str) -> Iterator[bytes]:
    """Yield what somebody without the index key would try: hashes, and HMACs with public words."""
    text = value.encode()
    yield hashlib.sha256(text).digest()
    yield hashlib.sha256(b"accounts_citizen.phone_index" + text).digest()
    for public in (b"", b"accounts_citizen.phone_index", b"phone", settings.SECRET_KEY.encode()):
        yield hmac.new(public, text, hashlib.sha256).digest()


def test_d03_no_digest_can_be_recomputed_without_the_key() -> None:
    people = [make_profile(phone=f"+7916{number:07}") for number in (0, 77, NUMBERS - 1)]
    kept = {stored(person, "phone_index")[-16:] for person in people}
    for value in possible():
        for guess in guesses(value):
            assert guess[:16] not in kept
            assert guess[-16:] not in kept
    assert Citizen.objects.filter(phone_index__in=list(possible())).count() == 3


def test_no_value_is_asked_for_as_null(now: datetime) -> None:
    known, unknown = make_profile(phone="+79160000001"), make_profile(phone="")
    assert list(Citizen.objects.filter(phone_index=None)) == [unknown]
    assert list(Citizen.objects.exclude(phone_index=None)) == [known]
    assert list(Citizen.objects.exclude(phone_index="+79160000001")) == [unknown]
    assert Citizen.objects.get(phone_index=bytes(known.phone_index)) == known


@pytest.mark.parametrize(
    "spelling", ["+79161234567", "8 (916) 123-45-67", "7 916 123 45 67", "9161234567"]
)
def test_d03_a_phone_is_found_in_four_spellings(citizen: Citizen, spelling: str) -> None:
    assert find_citizens(spelling) == [citizen]


def test_d03_every_document_number_has_its_index(citizen: Citizen, now: datetime) -> None:
    papers = PersonalData.objects.create(
        citizen=citizen, snils="11223344595", passport="4509123456", updated_at=now
    )
    assert PersonalData.objects.get(snils_index="11223344595") == papers
    assert PersonalData.objects.get(passport_index="4509123456") == papers
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_personaldata::text FROM accounts_personaldata")
        row = cursor.fetchone()[0]
    for number in ("11223344595", "4509123456"):
        assert number not in row
        assert number.encode().hex() not in row
