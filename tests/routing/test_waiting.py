"""Place and wait of what waits, promises kept beside what happened, quiet hours from history (R-185, R-107, C05)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from routing.actions.dispatching import dispatch
from routing.actions.offers import accept
from routing.actions.presence import set_presence
from routing.models import Line, WaitPromise, WorkItem
from routing.selectors.low_load import quiet_hours, quietest
from routing.selectors.promises import forecast_error
from routing.selectors.waiting import expected_of, waiting_for, waiting_of
from schedules.hours import Interval

SECOND = timedelta(seconds=1)


def told(item: WorkItem, now: datetime) -> str | None:
    interval = waiting_of(item, now=now).interval
    return interval and interval.words


def test_nobody_on_the_line_nothing_is_promised(waits: Any, now: datetime) -> None:
    known = waiting_of(waits(), now=now)
    assert (known.place, known.operators, known.interval) == (1, 0, None)


def test_somebody_free_takes_it_at_once(waits: Any, operator: Any, now: datetime) -> None:
    operator()
    assert told(waits(), now) == "меньше минуты"


def test_a_place_is_by_priority_and_age_together(waits: Any, now: datetime) -> None:
    """A step of priority is worth half an hour: the same rank as matching's."""
    rows = {
        name: waits(f"t:{name}", minutes=minutes, priority=priority)
        for name, minutes, priority in (
            ("old", 40, 2),
            ("urgent", 5, 3),
            ("fresh", 1, 2),
            ("low", 45, 1),
        )
    }
    places = {name: waiting_of(row, now=now).place for name, row in rows.items()}
    assert places == {"old": 1, "urgent": 2, "low": 3, "fresh": 4}


def test_a_busy_line_moves_by_its_pace(waits: Any, operator: Any, now: datetime) -> None:
    """Six taken in half an hour: a place is five minutes."""
    operator(capacity=0)
    for number in range(6):
        waits(f"done:{number}", minutes=20)
    WorkItem.objects.update(state="done", taken_at=now - timedelta(minutes=10))
    waits("first", minutes=2)
    known = waiting_of(waits("second", minutes=1), now=now)
    assert (known.place, known.wait_s) == (2, 600)
    assert known.interval is not None
    assert known.interval.words == "10–15 минут"


def test_without_a_pace_who_is_there_and_usual_times_tell(
    waits: Any, operator: Any, now: datetime
) -> None:
    """Two people, a call fills one and takes four minutes."""
    for _ in range(2):
        operator(capacity=0)
    assert waiting_of(waits(channel="phone"), now=now).wait_s == 120


def test_nobody_speaks_the_language_nothing_is_promised(
    waits: Any, operator: Any, now: datetime
) -> None:
    operator(languages=("ru",))
    known = waiting_of(waits(language="tt"), now=now)
    assert (known.is_spoken, known.interval) == (False, None)
    assert not WaitPromise.objects.get().is_spoken
    operator(languages=("ru", "tt"))
    assert waiting_of(WorkItem.objects.get(), now=now).is_spoken


def test_it_costs_the_same_whoever_waits(waits: Any, operator: Any, now: datetime) -> None:
    operator()
    item = waits()
    with CaptureQueriesContext(connection) as queries:
        waiting_of(item, now=now)
    assert len(queries) <= 3


def test_asked_by_its_owners_name_and_only_while_it_waits(
    waits: Any, operator: Any, now: datetime
) -> None:
    person = operator()
    waits("ticket:9")
    assert waiting_for("ticket:9", now=now) is not None
    [offer] = dispatch(now=now)
    assert waiting_for("ticket:9", now=now) is not None
    accept(offer=offer, by=person, now=now)
    assert waiting_for("ticket:9", now=now) is None
    assert waiting_for("ticket:8", now=now) is None


# --- promises
def test_a_promise_is_written_at_entry_and_kept_at_the_first_taking(
    waits: Any, operator: Any, now: datetime
) -> None:
    person = operator()
    item = waits()
    made = WaitPromise.objects.get()
    assert (made.made_at, made.low_s, made.high_s, made.kept_at) == (now, 0, 60, None)
    [offer] = dispatch(now=now)
    accept(offer=offer, by=person, now=now + 9 * SECOND)
    assert WaitPromise.objects.get().kept_at == now + 9 * SECOND
    waits(priority=4)
    WorkItem.objects.update(state="waiting", owner=None)
    assert WaitPromise.objects.get(pk=item.pk).kept_at == now + 9 * SECOND


def test_the_error_of_the_forecast(waits: Any, now: datetime) -> None:
    """Four taken: one never told a time, one within, one too late, one «больше 15 минут» and so it was."""
    figures = ((None, None, 60, 99), (0, 60, 30, 40), (0, 60, 30, 100), (900, None, 1000, 1200))
    for number, (low, high, expected, real) in enumerate(figures):
        item = waits(f"t:{number}")
        WaitPromise.objects.filter(pk=item.pk).update(
            low_s=low, high_s=high, expected_s=expected, kept_at=now + real * SECOND
        )
    waits("t:never")
    found = forecast_error(now, now + timedelta(hours=1))
    assert (found.items, found.told, found.kept) == (4, 3, 2)
    assert (found.kept_share, found.told_share) == (2 / 3, 3 / 4)
    assert (found.mean_error_s, found.bias_s) == (280 / 3, 280 / 3)


def test_without_data_there_is_no_error(db: None, now: datetime) -> None:
    found = forecast_error(now, now + SECOND)
    assert (found.items, found.kept_share, found.mean_error_s) == (0, None, None)


# --- lines
def test_a_line_says_what_to_expect(queue: None, operator: Any, team_a: Any, now: datetime) -> None:
    line = Line(code="x", title="x", channel="phone", team=team_a, languages=["ru"])
    assert expected_of(line, now=now) is None
    person = operator()
    interval = expected_of(line, now=now)
    assert interval is not None
    assert interval.words == "меньше минуты"
    set_presence(operator=person, state="paused", reason="lunch", by=person, now=now)
    assert expected_of(line, now=now) is None


@pytest.mark.parametrize(
    ("loud", "expected"),
    [
        ({9, 10, 11, 14}, [("12:00", "14:00"), ("15:00", "17:00")]),
        ({12, 13, 14, 15, 16, 17, 18, 19}, [("09:00", "11:00")]),
        ({9, 10, 15, 16, 17, 18, 19}, [("11:00", "15:00")]),
    ],
)
def test_the_quietest_windows(loud: set[int], expected: list[tuple[str, str]]) -> None:
    by_hour = {hour: 50 if hour in loud else 5 for hour in range(9, 20)}
    hours = list(range(9, 12)) if len(loud) == 8 else list(range(9, 20))
    assert quietest(by_hour, hours) == tuple(Interval.of(*pair) for pair in expected)


def test_little_history_leaves_the_articles_hours(queue: None, team_a: Any, now: datetime) -> None:
    line = Line(code="x", title="x", team=team_a, quiet_hours="14:00-16:00, 10:00–12:00")
    found = quiet_hours(line, now=now)
    assert (found.words, found.is_measured) == ("с 10:00 до 12:00 и с 14:00 до 16:00", False)


def test_real_history_decides(queue: None, team_a: Any) -> None:
    now = timezone.now()
    days = [now - timedelta(days=number) for number in range(1, 15)]
    rows = [
        WorkItem(
            subject=f"t:{day:%d}:{hour}:{number}",
            channel="phone",
            team=team_a,
            weight=10,
            state="done",
            entered_at=day.astimezone(UTC).replace(hour=hour - 3, minute=number % 60),
        )
        for day in days
        for hour in range(8, 22)
        for number in range(1 if hour in {13, 14, 18, 19} else 6)
    ]
    WorkItem.objects.bulk_create(rows)
    found = quiet_hours(Line(code="x", title="x", team=team_a, quiet_hours="10:00–12:00"), now=now)
    assert (found.words, found.is_measured) == ("с 13:00 до 15:00 и с 18:00 до 20:00", True)
