"""Filters that pages use: the clock is read at the edge, the words are of `schedules.words`."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def rendered(filters: str, value: object) -> str:
    template = Template("{% load time_words %}{{ value|" + filters + " }}")
    with time_machine.travel(NOW, tick=False):
        return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("filters", "value", "text"),
    [
        ("date_words", date(2026, 11, 25), "25 ноября, среда"),
        ("date_words", datetime(2026, 11, 22, 22, 0, tzinfo=UTC), "23 ноября, понедельник"),
        ("day_words", datetime(2026, 11, 22, 22, 0, tzinfo=UTC), "сегодня"),
        ("moment_words", datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "сегодня в 20:00"),
        ("duration_words", timedelta(hours=2, minutes=15), "2 ч 15 мин"),
        ("remaining_words", datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "осталось 30 мин"),
        ('counted:"обращение,обращения,обращений"', 5, "5 обращений"),
    ],
)
def test_filter_says_it_in_words(filters: str, value: object, text: str) -> None:
    assert rendered(filters, value) == text


@pytest.mark.parametrize(
    "filters", ["date_words", "day_words", "moment_words", "duration_words", "remaining_words"]
)
def test_nothing_stays_nothing(filters: str) -> None:
    assert rendered(filters, None) == ""
