"""Words of the page's clocks: `static/js/lib/words.js`, run by Node as the browser runs it."""

import json
import subprocess
from typing import Any

import pytest

from gosuslugi_support.env import ROOT

NOW = "2026-11-20T12:00:00+03:00"


def run(expression: str) -> Any:
    module = (ROOT / "static/js/lib/words.js").as_uri()
    code = f"const w = await import('{module}'); console.log(JSON.stringify({expression}));"
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", code], capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def test_spans_have_at_most_two_units() -> None:
    seconds = [0, 42, 60, 3599, 3600, 5400, 86400, 90061, -5]
    assert run(f"{seconds}.map(w.span)") == [
        "0 с",
        "42 с",
        "1 мин",
        "59 мин",
        "1 ч",
        "1 ч 30 мин",
        "1 д",
        "1 д 1 ч",
        "0 с",
    ]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-20T11:59:30+03:00", "только что"),
        ("2026-11-20T11:59:00+03:00", "1 минуту назад"),
        ("2026-11-20T11:38:00+03:00", "22 минуты назад"),
        ("2026-11-20T00:05:00+03:00", "сегодня в 00:05"),
        ("2026-11-19T23:55:00+03:00", "вчера в 23:55"),
        ("2026-11-03T09:00:00+03:00", "3 ноября"),
        ("2025-12-31T09:00:00+03:00", "31 декабря 2025 г."),
        ("2026-11-20T18:00:00+03:00", "сегодня в 18:00"),
        ("2026-11-21T10:00:00+03:00", "завтра в 10:00"),
        ("2026-12-01T10:00:00+03:00", "1 декабря"),
    ],
)
def test_moments_in_words(moment: str, words: str) -> None:
    assert run(f"w.ago(new Date('{moment}'), new Date('{NOW}'))") == words


def test_sizes_of_files() -> None:
    assert run("[900, 412300, 1048576, 1900000].map(w.size)") == [
        "1 КБ",
        "403 КБ",
        "1 МБ",
        "1,8 МБ",
    ]
