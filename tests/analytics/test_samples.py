"""Photographs of the queue: one a minute, flows counted once, the day seen again, the forecast of it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from analytics.actions.samples import drop_old_samples, keep_samples, take_sample
from analytics.indicators import Tally
from analytics.models import PeopleSample, QueueSample
from analytics.selectors.day import moment_of, quarters
from analytics.selectors.forecast import Hour, Mix, error_of, outlook_of, people_needed
from common.actors import SYSTEM
from common.errors import InvalidInput
from routing.actions.work import NewWork, leave, take

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = "/board/wall/day/"


def taken(person: Any, team: Any, subject: str, *, entered: Any, waited: float) -> None:
    work = NewWork(subject, "phone", team.pk, entered, skills={"tech": 1})
    take(work=work, operator=person, by=SYSTEM, now=entered + timedelta(seconds=waited))


class TestTaking:
    def test_a_minute_of_the_queue(self, operator, waits, team_a, now):
        person = operator()
        waits("ticket:1", minutes=40)
        taken(person, team_a, "call:1", entered=now - 30 * timedelta(seconds=1), waited=12)
        take_sample(by=SYSTEM, now=now)
        [row] = QueueSample.objects.filter(team=team_a)
        assert (row.at, row.waiting, row.longest_s, row.late) == (now, 1, 2400, 1)
        assert row.skills == {"tech": [1, 2400]}
        assert (row.arrived, row.answered, row.in_target, row.waited_s) == (1, 1, 1, 12)
        assert (row.busy, row.idle, row.paused) == (1, 0, 0)
        [one] = PeopleSample.objects.get().people
        assert (one["id"], one["look"], one["load"]) == (str(person.pk), "busy", 100)

    def test_twice_a_minute_is_kept_once_and_flows_are_counted_once(self, operator, team_a, now):
        person = operator()
        taken(person, team_a, "call:1", entered=now - 30 * timedelta(seconds=1), waited=2)
        for seconds in (0, 20, 60, 120):
            take_sample(by=SYSTEM, now=now + timedelta(seconds=seconds))
        rows = QueueSample.objects.filter(team=team_a).order_by("at")
        assert [(row.at, row.answered) for row in rows] == [
            (now, 1),
            (now + MINUTE, 0),
            (now + 2 * MINUTE, 0),
        ]

    def test_what_happened_while_nobody_watched_is_in_the_next(self, operator, team_a, now):
        take_sample(by=SYSTEM, now=now - 10 * MINUTE)
        taken(operator(), team_a, "call:1", entered=now - 7 * MINUTE, waited=30)
        take_sample(by=SYSTEM, now=now)
        row = QueueSample.objects.get(team=team_a, at=now)
        assert (row.arrived, row.answered, row.in_target) == (1, 1, 0)

    def test_who_gave_up_is_counted(self, waits, team_a, now):
        waits("call:1", minutes=0.9, channel="phone")
        leave(subject="call:1", by=SYSTEM, now=now - timedelta(seconds=20))
        take_sample(by=SYSTEM, now=now)
        row = QueueSample.objects.get(team=team_a)
        assert (row.waiting, row.abandoned, row.abandoned_short) == (0, 1, 0)

    def test_nobody_takes_samples_without_saying_who(self, team_a, now):
        with pytest.raises(InvalidInput):
            keep_samples(queue=[QueueSample(team=team_a, at=now)], people=[], by=None)
        assert QueueSample.objects.count() == 0

    def test_old_ones_go(self, team_a, now, settings):
        settings.QUEUE_SAMPLES_KEPT_DAYS = 35
        for days in (34, 36):
            take_sample(by=SYSTEM, now=now - timedelta(days=days))
        assert drop_old_samples(now=now) == 2
        assert QueueSample.objects.get().at == now - timedelta(days=34)
        assert drop_old_samples(now=now) == 0


class TestReplay:
    def test_a_minute_as_it_was(self, operator, waits, team_a, now):
        person = operator()
        waits("ticket:1", minutes=40)
        take_sample(by=SYSTEM, now=now)
        leave(subject="ticket:1", by=SYSTEM, now=now + MINUTE)
        take_sample(by=SYSTEM, now=now + 5 * MINUTE)
        then = moment_of([team_a.pk], now + 3 * MINUTE)
        assert (then.at, then.sum_of("waiting"), then.longest_s) == (now, 1, 2400)
        assert [(one.name, one.look) for one in then.people] == [(person.full_name, "ready")]
        after = moment_of([team_a.pk], now + 6 * MINUTE)
        assert (after.sum_of("waiting"), after.today) == (0, Tally(abandoned=1))
        assert moment_of([team_a.pk], now - MINUTE) is None

    def test_a_quarter_is_its_worst_wait_and_the_sum_of_what_came(self, team_a, now):
        rows = [
            QueueSample(team=team_a, at=now + number * MINUTE, waiting=waiting, arrived=2)
            for number, waiting in enumerate([1, 5, 0])
        ]
        keep_samples(queue=rows, people=[], by=SYSTEM)
        [quarter] = quarters([team_a.pk], date(2026, 11, 20))
        assert (quarter.waiting, quarter.arrived, quarter.level) == (5, 6, None)

    def test_page_and_the_minute_alone(self, client_for, sveta_supervisor, waits, now):
        waits("ticket:1", minutes=40)
        take_sample(by=SYSTEM, now=now)
        client = client_for(sveta_supervisor)
        asked = {"date": "2026-11-20", "at": "12:00"}
        with time_machine.travel(now + timedelta(hours=2), tick=False):
            page = client.get(DAY, asked).content.decode()
            part = client.get(DAY, asked, headers={"HX-Request": "true"}).content.decode()
            empty = client.get(DAY, {"date": "2026-11-01", "at": "не время"})
        assert "40 мин" in part
        assert " ".join(part.split()).startswith('<section class="wall__live" id="wall-moment"')
        assert '<chart-panel kind="line">' in page
        assert "нет данных" in empty.content.decode()


class TestForecast:
    def test_the_mean_of_the_same_hour_of_the_same_weekday(self, waits, team_a, now):
        for week, came in ((1, 10), (2, 14)):
            begins = now - timedelta(weeks=week)
            row = QueueSample(team=team_a, at=begins, arrived=came, idle=2, busy=1)
            keep_samples(queue=[row], people=[], by=SYSTEM)
        keep_samples(queue=[QueueSample(team=team_a, at=now, arrived=9)], people=[], by=SYSTEM)
        waits("call:1", channel="phone")
        outlook = outlook_of([team_a.pk], now=now + timedelta(hours=2))
        noon = outlook.hours[12]
        assert (noon.expected, noon.arrived, noon.usual_people) == (12, 9, 3)
        assert (outlook.days, outlook.is_same_weekday) == (2, True)
        assert outlook.error == pytest.approx(3 / 9)
        assert outlook.hours[13].expected is None

    def test_people_by_erlang_for_calls_and_by_volume_for_letters(self, settings):
        calls = Mix("phone", 1.0, 300, 1.0)
        assert people_needed(60, [calls]) == 8
        letters = Mix("cabinet", 1.0, 480, 1.0)
        assert people_needed(60, [letters]) == 10
        assert people_needed(0, [calls, letters]) == 0

    def test_no_history_is_no_forecast(self, team_a, now):
        outlook = outlook_of([team_a.pk], now=now)
        assert outlook.error is None
        assert {hour.expected for hour in outlook.hours} == {None}

    def test_error_is_of_all_arrivals(self, now):
        hours = [Hour(now, 10, 8, 1, 1), Hour(now, 10, 12, 1, 1), Hour(now, None, 5, None, None)]
        assert error_of(hours) == 0.2
