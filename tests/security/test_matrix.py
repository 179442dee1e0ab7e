"""Every actor × every operation, judged from one walk of each: Z-01, D-05, D-06, D-07, L-01, U-15, P-12.

Cells of `authz_matrix.csv`: `ok`, `refused` (for another reason than rights: a state, a missing field), `login`,
401, 403, 404, 405. To change who may do what, change the table; `WRITE_MATRIX=1 pytest tests/security/test_matrix.py
-n0` writes what the program does now, to be read line by line in the diff.
"""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.security.cast import PEOPLE
from tests.security.walk import ACTORS, READERS, STAFF, Walk, known, walked

__all__ = ["known", "walked"]
pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("authz_matrix.csv")
WRITE = os.environ.get("WRITE_MATRIX") == "1"
Walked = Callable[[str], Walk]


def _table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["operation"]: row for row in csv.DictReader(file)}


def test_z01_matrix_has_a_row_for_every_operation_and_no_other(walked: Walked) -> None:
    operations = [seen.row for seen in walked("guest").seen]
    if WRITE:
        walks = [[seen.cell for seen in walked(name).seen] for name in ACTORS]
        rows = [[row, *cells] for row, *cells in zip(operations, *walks, strict=True)]
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([["operation", *ACTORS], *rows])
    assert operations == list(_table())


@pytest.mark.parametrize("name", ACTORS)
def test_z01_every_operation_answers_the_actor_as_the_matrix_says(
    name: str, walked: Walked
) -> None:
    table, wrong = _table(), []
    for seen in walked(name).seen:
        expected = table.get(seen.row, {}).get(name, "no row")
        if seen.cell != expected:
            wrong.append(f"{seen.row}: expected {expected}, got {seen.cell}")
    assert wrong == []


@pytest.mark.parametrize("name", [*STAFF, "key_reads", "key_does_all", "key_of_b"])
def test_d05_d07_nobody_is_told_a_whole_number_anywhere_and_nothing_is_kept(
    name: str, walked: Walked
) -> None:
    walk = walked(name).seen
    assert [f"{seen.row}: {seen.shown}" for seen in walk if seen.shown] == []
    assert [seen.row for seen in walk if seen.is_kept] == []
    assert name == "former" or any(seen.cell == "ok" for seen in walk)


@pytest.mark.parametrize("name", STAFF)
def test_d06_addresses_hold_ids_and_codes_only(name: str, walked: Walked) -> None:
    """No link, form or redirect of a page has a value of a person in its address."""
    walk = walked(name).seen
    assert [f"{seen.row}: {seen.addresses}" for seen in walk if seen.addresses] == []


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in {"guest", "former"}])
def test_l01_every_refusal_is_one_row(name: str, walked: Walked) -> None:
    """Joined by the request's id: 403 one row; 404 says that there is nothing, and there is no row."""
    pages = [seen for seen in walked(name).seen if " api " not in seen.row]
    wrong = [
        f"{seen.row} {seen.status}: {seen.facts}"
        for seen in pages
        if seen.facts.count("journal.AccessDenied") != seen.is_refusal
        or (seen.is_refusal and len(seen.facts) != 1)
        or (seen.status == 404 and seen.facts)
    ]
    assert wrong == []
    assert any(seen.is_refusal for seen in pages) or name == "citizen"


@pytest.mark.parametrize("name", PEOPLE)
def test_u15_every_page_has_the_policy_and_its_friends(name: str, walked: Walked) -> None:
    walk = walked(name).seen
    assert [f"{seen.row} {seen.status}: {seen.lacks}" for seen in walk if seen.lacks] == []
    assert sum(seen.is_page and seen.row.startswith("GET ") for seen in walk) > 5


@pytest.mark.parametrize("name", READERS)
def test_p12_reading_a_page_changes_nothing(name: str, walked: Walked) -> None:
    """Looked at one after the other, by GET and by OPTIONS."""
    # An export leaves its trace in the journal: that is what the journal is for.
    assert walked(name).changed <= {"journal_entry", "journal_reaction"}
