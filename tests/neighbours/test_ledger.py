"""Reading back: order, filters, damage."""

import asyncio
from pathlib import Path

from neighbours import ledger
from neighbours.storage import Ledger, read_records, read_records_backwards


def sms(number: str, text: str, **extra: object) -> dict:
    return {
        "id": text,
        "at": f"2026-11-22T10:00:{extra.pop('second', 0):02d}+00:00",
        "from": "gosuslugi",
        "to": number,
        "coding": 8,
        "payload": text.encode("utf-16-be").hex(),
        "text": text,
        "reference": None,
        "part": 1,
        "total": 1,
        "user_reference": "",
        "receipt": True,
        "outcome": ["DELIVRD", "000"],
    } | extra


def written(path: Path, *records: dict) -> None:
    book = Ledger(path)
    for record in records:
        asyncio.run(book.append(record))
    book.close()


def test_newest_first_and_found_by_number_in_any_spelling(tmp_path):
    written(
        tmp_path / "sms.jsonl",
        sms("79161234567", "first", second=1),
        sms("79260000000", "other", second=2),
        sms("79161234567", "second", second=3),
    )
    assert [m.text for m in ledger.texts(tmp_path)] == ["second", "other", "first"]
    found = ledger.texts(tmp_path, address="8 (916) 123-45-67")
    assert [m.text for m in found] == ["second", "first"]


def test_a_message_with_a_missing_part_says_so(tmp_path):
    written(tmp_path / "sms.jsonl", sms("79161234567", "tail", reference=5, part=2, total=2))
    (message,) = ledger.texts(tmp_path)
    assert (message.arrived, message.total, message.is_whole) == (1, 2, False)


def test_a_torn_line_is_skipped_and_does_not_spoil_the_next(tmp_path):
    path = tmp_path / "sms.jsonl"
    written(path, sms("79161234567", "before"))
    with path.open("ab") as file:
        file.write(b'{"id":"torn')
    written(path, sms("79161234567", "after"))
    assert [record["id"] for record in read_records(path)] == ["before", "after"]


def test_reading_backwards_crosses_block_edges(tmp_path):
    path = tmp_path / "sms.jsonl"
    written(path, *(sms("79161234567", f"text {number}") for number in range(40)))
    backwards = [record["id"] for record in read_records_backwards(path, block=64)]
    assert backwards == [record["id"] for record in read_records(path)][::-1]


def test_an_empty_folder_is_an_empty_inbox(tmp_path):
    assert ledger.inbox(tmp_path) == []
