"""Values as COPY's text format has them."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.seeding.text_format import copied


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, r"\N"),
        (True, "t"),
        (False, "f"),
        (12, "12"),
        (b"\x00\xff", r"\\x00ff"),
        ("таб\tи\nстрока", r"таб\tи\nстрока"),
        ("обратная \\ черта", r"обратная \\ черта"),
        ({"вид": "a"}, '{"вид": "a"}'),
        (timedelta(hours=3), "10800.0 seconds"),
        (datetime(2026, 11, 20, 9, tzinfo=UTC), "2026-11-20T09:00:00+00:00"),
    ],
)
def test_a_value(value, written):
    assert copied(value) == written
