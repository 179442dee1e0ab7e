"""D-04: keys are replaced while the house works; nothing is unreadable, nothing unfindable."""

import base64
import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management.base import CommandError
from django.db import connection, transaction

from accounts.models import Citizen
from accounts.selectors import find_citizens
from common.actors import SYSTEM
from common.crypto import cipher, keys, lives, rotation
from common.crypto.provider import KeyUnavailable
from common.keyed_search import query
from common.models import DataKey
from gosuslugi_support import data_keys, mfa_secrets
from journal.models import Entry
from tests.common.keys_house import everything_opens, numbers_in_use, people, rotate, stored
from tests.factories.accounts import make_citizen, make_organisation, make_profile
from tests.factories.tickets import fresh, make_policy, make_route, make_topic
from tests.tickets.helpers import registered
from tickets.actions.conversation import write_message
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
State = DataKey.State


@pytest.fixture(autouse=True)
def own_keys(db: None, django_capture_on_commit_callbacks: Any) -> Any:
    """Keys of this test only: it is rolled back, so the process must forget them too."""
    keys.forget()
    DataKey.objects.all().delete()
    for purpose in (DataKey.ENCRYPT, DataKey.INDEX):
        row = DataKey(number=1, purpose=purpose)
        row.wrapped = lives.provider().wrap(os.urandom(32), label=row.label)
        row.save()
    keys.ring()
    yield
    keys.forget()


@pytest.fixture
def desk(team_a: Any, department: Any) -> Any:
    make_policy(480)
    return make_route(make_topic(), team_a, department=department)


@pytest.fixture(autouse=True)
def _commits(monkeypatch: Any) -> None:
    """A step is known here at once: the test's own transaction never commits."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, *args, **kwargs: work())


def state_of(purpose: str) -> dict[int, str]:
    return {row.number: row.state for row in lives.keys_of(purpose)}


def facts() -> list[tuple[str, str]]:
    found = Entry.objects.filter(event__startswith="gosuslugi_support.Key").order_by("pk")
    return [(entry.event.partition(".")[2], entry.subject) for entry in found]


class TestEncryption:
    def test_d04_every_value_of_every_table_gets_the_new_key(
        self, desk: Any, citizen: Citizen, now: datetime
    ) -> None:
        registered(citizen, now=now)
        make_organisation()
        before = everything_opens()
        assert numbers_in_use() == {1}
        rotate()
        assert numbers_in_use() == {2}
        assert everything_opens() == before
        assert Citizen.objects.get(pk=citizen.pk).full_name == "Морозова Мария Петровна"
        assert state_of(DataKey.ENCRYPT) == {1: State.RETIRED, 2: State.CURRENT}
        assert facts() == [
            ("KeyPublished", "key:encrypt:2"),
            ("KeyMadeCurrent", "key:encrypt:2"),
            ("KeysRotated", "key:encrypt:2"),
        ]

    def test_a_killed_run_is_gone_on_with_not_begun_anew(self, now: datetime) -> None:
        people(30, now=now)
        row = data_keys.publish_key(purpose=DataKey.ENCRYPT, by=SYSTEM, now=now)
        data_keys.make_key_current(row=row, by=SYSTEM, now=now)
        (table,) = [one for one in rotation.sealings() if one.table == "accounts_citizen"]
        rotation.renew_batch(table, DataKey.ENCRYPT, left=rotation.Left(), size=10)
        assert numbers_in_use() == {1, 2}
        everything_opens()
        rotate()
        assert numbers_in_use() == {2}
        assert state_of(DataKey.ENCRYPT) == {1: State.RETIRED, 2: State.CURRENT}

    def test_a_key_published_before_the_kill_is_used(self, now: datetime) -> None:
        data_keys.publish_key(purpose=DataKey.ENCRYPT, by=SYSTEM, now=now)
        assert keys.ring().current == 1
        rotate()
        assert state_of(DataKey.ENCRYPT) == {1: State.RETIRED, 2: State.CURRENT}

    def test_what_was_read_before_is_not_written_back_under_the_old_key(
        self, now: datetime
    ) -> None:
        (person,) = people(1, now=now)
        held = Citizen.objects.get(pk=person.pk)
        rotate()
        held.save()
        assert cipher.key_number(stored(person, "last_name")) == 2

    def test_an_unreadable_value_stops_the_end_and_nothing_else(
        self, now: datetime, django_assert_num_queries: Any
    ) -> None:
        broken, whole = people(2, now=now)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_citizen SET email = set_byte(email, 20, 255 - get_byte(email, 20))"
                " WHERE id = %s",
                [broken.pk],
            )
        with pytest.raises(CommandError, match=r"1 values stay.*accounts_citizen.email of"):
            rotate()
        assert cipher.key_number(stored(whole, "email")) == 2
        assert cipher.key_number(stored(broken, "phone")) == 2
        assert cipher.key_number(stored(broken, "email")) == 1
        with pytest.raises(CommandError, match=r"still needed \(accounts_citizen: 1 rows\)"):
            rotate(drop_old=True)

    def test_second_factors_are_sealed_anew(self, olga_operator: Any) -> None:
        secret = mfa_secrets.seal("JBSWY3DPEHPK3PXP")
        row = Authenticator.objects.create(
            user=olga_operator, type=Authenticator.Type.TOTP, data={"secret": secret}
        )
        codes = {"migrated_codes": [mfa_secrets.seal("11"), mfa_secrets.seal("22")]}
        kept = Authenticator.objects.create(
            user=olga_operator, type=Authenticator.Type.RECOVERY_CODES, data=codes
        )
        rotate()
        row.refresh_from_db()
        kept.refresh_from_db()
        assert cipher.key_number(base64.b64decode(row.data["secret"])) == 2
        assert mfa_secrets.open_sealed(row.data["secret"]) == "JBSWY3DPEHPK3PXP"
        assert [mfa_secrets.open_sealed(code) for code in kept.data["migrated_codes"]] == [
            "11",
            "22",
        ]


class TestDropping:
    def test_an_old_key_stays_an_hour_then_goes_for_good(self, now: datetime) -> None:
        people(3, now=now)
        rotate()
        with pytest.raises(CommandError, match="Run this again after"):
            rotate(drop_old=True)
        later = lives.keys_of(DataKey.ENCRYPT)[0].state_at + timedelta(hours=1)
        dropped = data_keys.drop_old_keys(purpose=DataKey.ENCRYPT, by=SYSTEM, now=later)
        assert [row.label for row in dropped] == ["encrypt:1"]
        assert list(keys.ring().encrypt) == [2]
        assert bytes(lives.keys_of(DataKey.ENCRYPT)[0].wrapped) == b""
        assert everything_opens()
        assert facts()[-1] == ("KeyDropped", "key:encrypt:1")

    def test_a_key_in_use_is_kept(self, now: datetime) -> None:
        people(2, now=now)
        row = data_keys.publish_key(purpose=DataKey.ENCRYPT, by=SYSTEM, now=now)
        data_keys.make_key_current(row=row, by=SYSTEM, now=now)
        with pytest.raises(lives.KeysInUse, match="accounts_citizen: 2"):
            data_keys.drop_old_keys(purpose=DataKey.ENCRYPT, by=SYSTEM, now=now + timedelta(days=9))
        assert everything_opens()


class TestMaster:
    def test_data_keys_are_wrapped_by_the_new_master_key(
        self, now: datetime, settings: Any
    ) -> None:
        (person,) = people(1, now=now)
        settings.MASTER_KEY_FALLBACKS = [settings.MASTER_KEY]
        settings.MASTER_KEY = b"n" * 32
        keys.forget()
        assert Citizen.objects.get(pk=person.pk).phone == person.phone
        rotate(master=True)
        settings.MASTER_KEY_FALLBACKS = []
        keys.forget()
        assert Citizen.objects.get(pk=person.pk).phone == person.phone
        entry = Entry.objects.get(event="gosuslugi_support.MasterKeyReplaced")
        assert entry.data["keys"] == 2

    def test_without_the_old_one_nothing_is_touched(self, settings: Any) -> None:
        before = list(DataKey.objects.values_list("number", "state"))
        settings.MASTER_KEY = b"n" * 32
        with pytest.raises(KeyUnavailable, match="MASTER_KEY does not open"):
            rotate(master=True)
        assert list(DataKey.objects.values_list("number", "state")) == before


class TestIndex:
    def test_people_and_words_are_found_at_every_step(
        self, desk: Any, citizen: Citizen, now: datetime
    ) -> None:
        ticket = registered(citizen, now=now, body="Пропал сертификат прививки")

        def all_found() -> None:
            assert find_citizens("+7 916 123-45-67") == [citizen]
            assert find_citizens("MARIA@example.org") == [citizen]
            assert find_citizens("морозовой") == [citizen]
            assert find_citizens("марозова") == [citizen]
            assert list(Ticket.objects.filter(search=query("прививка"))) == [ticket]
            assert Citizen.objects.filter(phone_index__in=["+79161234567"]).count() == 1

        row = data_keys.publish_key(purpose=DataKey.INDEX, by=SYSTEM, now=now)
        all_found()
        data_keys.make_key_current(row=row, by=SYSTEM, now=now)
        all_found()
        write_message(ticket=fresh(ticket), body="Нашёлся, спасибо", by=citizen.user, now=now)
        for words in ("прививка нашелся", "спасибо", "сертификат"):  # words of both keys in one row
            assert Ticket.objects.filter(search=query(words)).count() == 1, words
        rotate(index=True)
        assert state_of(DataKey.INDEX) == {1: State.RETIRED, 2: State.CURRENT}
        all_found()
        later = now + timedelta(days=400)
        data_keys.drop_old_keys(purpose=DataKey.INDEX, by=SYSTEM, now=later)
        assert list(keys.ring().index) == [2]
        all_found()
        assert Ticket.objects.filter(search=query("прививка нашелся")).count() == 1
        assert rotation.stale_rows(DataKey.INDEX) == {}

    def test_a_vector_made_anew_is_the_one_the_doors_wrote(
        self, desk: Any, citizen: Citizen, now: datetime
    ) -> None:
        ticket = registered(citizen, now=now)
        write_message(
            ticket=fresh(ticket), body="Ещё одно письмо-просьба", by=citizen.user, now=now
        )
        for row, column in ((ticket, "search"), (citizen, "names")):
            field = row._meta.get_field(column)
            made = set(field.made_anew([row.pk])[row.pk].split())
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT tsvector_to_array({column}) FROM {row._meta.db_table} WHERE id = %s",
                    [row.pk],
                )
                assert made == set(cursor.fetchone()[0])

    def test_digests_and_tokens_name_their_key(self, now: datetime) -> None:
        person = make_profile(phone="+79160000001")
        assert len(stored(person, "phone_index")) == 16
        rotate(index=True)
        assert stored(person, "phone_index")[:2] == (2).to_bytes(2, "big")
        assert len(stored(person, "phone_index")) == 18
        assert rotation.stale_rows(DataKey.INDEX) == {}

    def test_the_same_phone_is_refused_though_its_digests_differ(self, now: datetime) -> None:
        from django.db import IntegrityError

        taken = make_citizen(phone="+79160000001")
        row = data_keys.publish_key(purpose=DataKey.INDEX, by=SYSTEM, now=now)
        data_keys.make_key_current(row=row, by=SYSTEM, now=now)
        with (
            pytest.raises(IntegrityError, match="accounts_citizen_phone_one"),
            transaction.atomic(),
        ):
            make_citizen(phone="+79160000001")
        make_profile(phone="+79160000001")  # without a sign-in it may repeat
        rotate(index=True)
        assert Citizen.objects.filter(phone_index="+79160000001").count() == 2
        assert Citizen.objects.get(phone_index="+79160000001", user__isnull=False) == taken


def test_two_rotations_at_once_are_refused(monkeypatch: Any) -> None:
    from tests.common.keys_house import command

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('rotate_keys'))")
    try:
        said = command("rotate_keys", "--status")
        _, errors = said.communicate(timeout=60)
        assert said.returncode == 1
        assert "Another rotation is running" in errors
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('rotate_keys'))")
