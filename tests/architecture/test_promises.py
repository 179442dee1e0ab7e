"""`docs/promises.csv`: what is promised of safety and reliability, and the tests that show it."""

import ast
import csv
import re

from tests.architecture.house import ROOT, tree

TABLE = ROOT / "docs" / "promises.csv"
PROMISED = {
    "A": "01 02 03 05 06 07 08 09 10 12 13 14 15 16 17 18 19 20",
    "Z": "01 02 03 04 05 06 07 08 09 10 12 13 14 15 16",
    "U": "01 02 03 04 05 06 08 09 10 11 13 14 15 17 18",
    "P": "01 02 03 04 05 06 11 12",
    "D": "01 02 03 04 05 06 07 08 09 10 11 13",
    "L": "01 02 03 04 05 06 07 08",
    "R": "03 06 08",
    "F": "05 08 10 14 22 23 24 25",
    "W": "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20",
}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(code: str, text: str) -> bool:
    """Whether words or a name say a code: `A-05`, or `test_a05_…`."""
    letter, number = code.split("-")
    return code in text or bool(re.search(rf"(?:^|_){letter.lower()}{number}(?:_|$)", text))


def texts_of(node_id: str) -> list[str] | None:
    """Return the name and the docstrings of a test and of what holds it; None when it is not there."""
    file, *names = node_id.split("::")
    if not (ROOT / file).is_file():
        return None
    place: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef = tree(ROOT / file)
    texts = [ast.get_docstring(place) or ""]
    for name in names:
        inside = {
            node.name: node
            for node in place.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        }
        if name not in inside:
            return None
        place = inside[name]
        texts += [name, ast.get_docstring(place) or ""]
    return texts


def test_every_promise_has_its_row() -> None:
    expected = [
        f"{letter}-{number}" for letter, numbers in PROMISED.items() for number in numbers.split()
    ]
    assert [row["id"] for row in rows()] == expected


def test_every_row_names_tests_that_exist_and_say_its_code() -> None:
    wrong = []
    for row in rows():
        tests = row["shown by"].split()
        wrong += [] if tests else [f"{row['id']}: no test"]
        for test in tests:
            texts = texts_of(test)
            if texts is None:
                wrong.append(f"{row['id']}: {test} is not there")
            elif not any(named(row["id"], text) for text in texts):
                wrong.append(f"{row['id']}: {test} does not say so")
    assert not wrong, "\n".join(["", *wrong])


def test_promises_are_short() -> None:
    assert [row["promise"] for row in rows() if not 2 <= len(row["promise"].split()) <= 6] == []
