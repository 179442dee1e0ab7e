"""Readable differences: words that came and went, block by block."""

from dataclasses import dataclass, field
from typing import Any

from faq.difference import changed_parts, difference


@dataclass
class Version:
    question: str = "Где чек?"
    solution: str = "В истории платежей, на почте."
    blocks: list[Any] = field(default_factory=list)
    also_asked: list[str] = field(default_factory=list)


def shown(old: Version, new: Version) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (part.title, part.op, [(run.op, run.text) for run in part.runs])
        for part in changed_parts(old, new)
    ]


def test_equal_versions_do_not_differ() -> None:
    assert changed_parts(Version(), Version()) == []


def test_words_are_shown_inserted_and_deleted() -> None:
    new = Version(solution="В истории операций, на почте.")
    assert shown(Version(), new) == [
        (
            "Короткое решение",
            "same",
            [
                ("same", "В истории "),
                ("removed", "платежей, "),
                ("added", "операций, "),
                ("same", "на почте."),
            ],
        )
    ]


def test_edited_block_is_one_block_and_a_new_one_is_added() -> None:
    old = Version(blocks=[{"kind": "steps", "items": ["Откройте кабинет.", "Нажмите «Чек»."]}])
    note = {"kind": "note", "text": "Совет.", "tone": "info"}
    steps = {"kind": "steps", "items": ["Откройте кабинет.", "Выберите «Чек»."]}

    assert shown(old, Version(blocks=[note, steps])) == [
        ("Примечание", "added", [("added", "Совет.")]),
        (
            "Шаги",
            "same",
            [
                ("same", "Откройте кабинет.\n"),
                ("removed", "Нажмите "),
                ("added", "Выберите "),
                ("same", "«Чек»."),
            ],
        ),
    ]


def test_removed_block_stays_where_it_was() -> None:
    a, b = {"kind": "text", "text": "Раз два три."}, {"kind": "text", "text": "Пять шесть семь."}
    parts = difference(Version(blocks=[a, b]), Version(blocks=[b]))
    assert [(part.op, part.runs[0].text) for part in parts[2:4]] == [
        ("removed", "Раз два три."),
        ("same", "Пять шесть семь."),
    ]
