"""Sealed values open only in their own place, with the right key, unaltered (D-01, D-02, F-25)."""

import base64
from datetime import datetime

import pytest
from django.db import connection, transaction

from accounts.models import Citizen
from common.crypto import cipher, keys
from common.crypto.provider import KeyUnavailable
from common.fields import Sealed
from common.models import DataKey

pytestmark = pytest.mark.django_db
NAME = "PDTOKEN-7f3a Соколова"


def make(now: datetime, **fields: str) -> Citizen:
    citizen = Citizen(created_at=now, **fields)
    citizen.save(force_insert=True)
    return citizen


def stored(citizen: Citizen, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM accounts_citizen WHERE id = %s", [citizen.pk])
        return bytes(cursor.fetchone()[0])


def test_a_value_is_sealed_at_rest_and_reads_as_text(now: datetime) -> None:
    citizen = make(now, last_name=NAME)
    assert NAME.encode() not in stored(citizen, "last_name")
    assert Citizen.objects.get(pk=citizen.pk).last_name == NAME


def test_the_same_text_is_sealed_differently_each_time(now: datetime) -> None:
    assert stored(make(now, last_name=NAME), "last_name") != stored(
        make(now, last_name=NAME), "last_name"
    )


@pytest.mark.parametrize("column", ["last_name", "first_name"])
def test_a_value_moved_to_another_row_or_column_does_not_open(now: datetime, column: str) -> None:
    source, target = make(now, last_name=NAME), make(now, last_name="Другая", first_name="Анна")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accounts_citizen SET {column} = %s WHERE id = %s",
            [stored(source, "last_name"), target.pk],
        )
    with pytest.raises(cipher.CannotOpen) as refusal:
        getattr(Citizen.objects.get(pk=target.pk), column)
    assert "PDTOKEN" not in str(refusal.value)


def test_a_flipped_bit_does_not_open(now: datetime) -> None:
    sealed = bytearray(stored(make(now, last_name=NAME), "last_name"))
    sealed[-1] ^= 1
    with pytest.raises(cipher.CannotOpen):
        cipher.open_sealed(bytes(sealed), place="accounts_citizen.last_name.x")


def test_a_value_names_its_key(now: datetime) -> None:
    assert cipher.key_number(stored(make(now, last_name=NAME), "last_name")) == keys.ring().current


def test_a_sealed_column_is_neither_filtered_nor_updated_in_the_open(now: datetime) -> None:
    make(now, last_name=NAME)
    with pytest.raises(TypeError):
        Citizen.objects.update(last_name="открыто")
    with pytest.raises(Exception, match="exact"):
        Citizen.objects.filter(last_name=NAME).first()


def test_values_come_sealed_and_say_nothing(now: datetime) -> None:
    make(now, last_name=NAME)
    (value,) = Citizen.objects.values_list("last_name", flat=True)
    assert isinstance(value, Sealed)
    assert repr(value) == "<Sealed>"


def test_equal_phones_are_found_and_not_readable(now: datetime) -> None:
    citizen = make(now, phone="+79161234567", email="Anna@Example.org")
    assert Citizen.objects.get(phone_index="+79161234567") == citizen
    assert Citizen.objects.get(email_index="aNNa@example.org") == citizen
    assert not Citizen.objects.filter(phone_index="+79161234568").exists()
    assert len(stored(citizen, "phone_index")) == 16


def test_the_digest_of_one_column_is_useless_for_another(now: datetime) -> None:
    citizen = make(now, phone="+79161234567", inn="+79161234567")
    assert stored(citizen, "phone_index") != stored(citizen, "inn_index")


def test_a_wrong_master_key_stops_and_writes_nothing(now: datetime, settings: object) -> None:
    keys.forget()  # a test with real transactions may have emptied the table behind the ring
    make(now, last_name=NAME)
    before = DataKey.objects.count()
    settings.MASTER_KEY = base64.b64decode("d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmchd3I=")  # type: ignore[attr-defined]
    opened = keys.ring()
    keys.forget()
    try:
        with pytest.raises(KeyUnavailable, match="MASTER_KEY"), transaction.atomic():
            make(now, last_name=NAME)
    finally:
        keys._ring = opened
    assert DataKey.objects.count() == before
    assert Citizen.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_first_key_survives_the_rollback_of_whoever_needed_it() -> None:
    DataKey.objects.all().delete()
    keys.forget()
    first = []

    def work_that_fails() -> None:
        with transaction.atomic():
            first.append(keys.ring().encrypt[1])
            raise RuntimeError("the caller's work failed")

    with pytest.raises(RuntimeError):
        work_that_fails()
    keys.forget()
    assert [keys.ring().encrypt[1]] == first
