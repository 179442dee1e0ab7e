"""L-04: whoever rules the database can change it, and the first bad row is named all the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from journal import heads
from journal.events import ChainVerified
from journal.facts import fact_of
from journal.models import Entry, Head
from journal.sealing import Sealer
from journal.tasks import verify_chain, watch_sealer
from journal.verifying import Finding, verify
from tests.journal.chains import MINUTE, insert_fact, rewrite_chain, ruler, sealed, write_facts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def second_place(tmp_path: Path, settings: Any) -> Path:
    settings.JOURNAL_HEADS = tmp_path / "heads.jsonl"
    return settings.JOURNAL_HEADS


@pytest.fixture
def ids(now: datetime) -> list[int]:
    """Thirty facts, sealed and signed, then one more; a free id stands between the first two."""
    return sealed(30, now)[1]


def first_finding(path: Path) -> Finding:
    return verify(heads.read([path])).findings[0]


def run(sql: str, *values: object) -> None:
    with ruler() as cursor:
        cursor.execute(sql, values)


def edit(ids: list[int], now: datetime) -> None:
    run("UPDATE journal_entry SET actor_id = 'somebody-else' WHERE id = %s", ids[11])


def delete_from_the_middle(ids: list[int], now: datetime) -> None:
    run("DELETE FROM journal_entry WHERE id = %s", ids[11])


def delete_with_its_seal(ids: list[int], now: datetime) -> None:
    run("DELETE FROM journal_seal WHERE entry_id = %s", ids[11])
    run("DELETE FROM journal_entry WHERE id = %s", ids[11])


def insert_backdated(ids: list[int], now: datetime) -> None:
    insert_fact(ids[0] - 1_000_000, now)


def insert_with_a_seal(ids: list[int], now: datetime) -> None:
    """Under an id of the past, and let the chain be counted on from the end."""
    insert_fact(ids[0] - 1_000_000, now)
    run(
        "INSERT INTO journal_seal (seq, entry_id, hash, sealed_at) SELECT max(seq) + 1, %s, '', now()"
        " FROM journal_seal",
        ids[0] - 1_000_000,
    )
    rewrite_chain()


def swap_contents(ids: list[int], now: datetime) -> None:
    run("UPDATE journal_entry SET id = -1 WHERE id = %s", ids[11])
    run("UPDATE journal_entry SET id = %s WHERE id = %s", ids[11], ids[20])
    run("UPDATE journal_entry SET id = %s WHERE id = -1", ids[20])


def swap_seals(ids: list[int], now: datetime) -> None:
    run("UPDATE journal_seal SET seq = -1 WHERE seq = 12")
    run("UPDATE journal_seal SET seq = 12 WHERE seq = 21")
    run("UPDATE journal_seal SET seq = 21 WHERE seq = -1")


def cut_the_tail(ids: list[int], now: datetime) -> None:
    run("DELETE FROM journal_head WHERE seq > 11")
    run("DELETE FROM journal_seal WHERE seq > 11")
    run("DELETE FROM journal_entry WHERE id >= %s", ids[11])


def cut_and_go_on(ids: list[int], now: datetime) -> None:
    cut_the_tail(ids, now)
    write_facts(40, now)
    Sealer().tick(now=now + 9 * MINUTE)


def rewrite_everything(ids: list[int], now: datetime) -> None:
    edit(ids, now)
    rewrite_chain()
    run("DELETE FROM journal_head")


L04: list[tuple[Callable[[list[int], datetime], None], str]] = [
    (edit, "edited"),
    (delete_from_the_middle, "deleted"),
    (delete_with_its_seal, "unsealed"),
    (insert_backdated, "inserted"),
    (insert_with_a_seal, "inserted"),
    (swap_contents, "swapped"),
    (swap_seals, "swapped"),
    (cut_the_tail, "cut"),
    (cut_and_go_on, "rewritten"),
    (rewrite_everything, "rewritten"),
]


def test_l04_tampering_is_located(ids: list[int], now: datetime, second_place: Path) -> None:
    """Each on the same sealed journal, undone afterwards; the first bad row is the twelfth."""
    kept = second_place.read_bytes()
    past = ids[0] - 1_000_000
    for tamper, code in L04:
        assert verify(heads.read([second_place])).is_whole
        with transaction.atomic():
            tamper(ids, now)
            found = first_finding(second_place)
            transaction.set_rollback(True)
        second_place.write_bytes(kept)
        assert found.code == code, tamper.__name__
        place = (found.entry_id, past) if code == "inserted" else (found.seq, 12)
        assert place[0] == place[1], tamper.__name__
        if code in {"edited", "deleted", "swapped"}:
            assert ids[11] in {found.entry_id, found.other_id}, tamper.__name__


def test_the_command_says_it_in_words_and_fails(ids: list[int], now: datetime) -> None:
    out, err = StringIO(), StringIO()
    call_command("verify_journal", stdout=out, stderr=err)
    assert out.getvalue().startswith("Журнал цел: 31 запись, 2 подписанные головы")
    edit(ids, now)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_journal", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert err.getvalue().splitlines()[0] == (
        f"Журнал не цел: печать 12, запись {ids[11]}: "
        "Запись изменили после того, как она была запечатана."
    )


def test_who_verifies_elsewhere_needs_the_public_half_only(
    ids: list[int], second_place: Path, settings: Any
) -> None:
    out = StringIO()
    call_command("verify_journal", "--public-key", stdout=out)
    settings.JOURNAL_SIGNING_KEY = b""
    assert first_finding(second_place).code == "forged"
    settings.JOURNAL_PUBLIC_KEYS = [out.getvalue().strip()]
    assert verify(heads.read([second_place])).is_whole


def test_without_a_second_place_nothing_is_called_whole(ids: list[int], second_place: Path) -> None:
    second_place.unlink()
    assert first_finding(second_place).code == "lonely"


def test_a_head_made_with_another_key_is_forged(
    ids: list[int], now: datetime, second_place: Path, settings: Any
) -> None:
    run("DELETE FROM journal_head")
    second_place.unlink()
    kept, settings.JOURNAL_SIGNING_KEY = settings.JOURNAL_SIGNING_KEY, b"k" * 32
    Sealer().tick(now=now)
    settings.JOURNAL_SIGNING_KEY = kept
    assert [found.code for found in verify(heads.read([second_place])).findings][:1] == ["forged"]


def test_a_head_changed_in_the_table_is_forged(ids: list[int], second_place: Path) -> None:
    run("UPDATE journal_head SET settled_id = -1 WHERE seq = 31")
    found = verify(heads.read([second_place])).findings
    assert found == [Finding("forged", seq=31)]


def test_a_head_missing_in_both_places_is_a_gap(ids: list[int], second_place: Path) -> None:
    first = Head.objects.order_by("seq").first()
    assert first is not None
    run("DELETE FROM journal_head WHERE seq = %s", first.seq)
    second_place.write_text("\n".join(second_place.read_text().split("\n")[1:]))
    assert first_finding(second_place) == Finding("gap", seq=1)


def test_the_watch_writes_down_what_it_found(
    ids: list[int], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    assert verify_chain() == "whole"
    edit(ids, now)
    assert verify_chain() == "edited"
    assert "not as it was sealed" in caplog.text
    last = Entry.objects.order_by("-pk").first()
    assert last is not None
    assert fact_of(last).event == ChainVerified(
        chain="journal", seals=11, verdict="edited", bad_seq=12, bad_entry_id=ids[11]
    )


def test_facts_that_wait_raise_the_alarm(now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    write_facts(1, now - timedelta(minutes=2))
    assert watch_sealer() > 60
    assert "wait for their seal" in caplog.text
