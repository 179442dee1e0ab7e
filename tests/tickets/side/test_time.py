"""Work counted at an appeal: beats of a timer, corrections, sums."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.tickets.helpers import facts, refused
from tickets.actions.time_spent import add_time, correct_time, count_time
from tickets.models import Ticket, TimeEntry
from tickets.selectors.time_spent import minutes_words, spent_on, totals_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_beats_add_up_and_a_repeated_one_adds_nothing(
    ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    beat = {"ticket": ticket, "by": olga_operator, "visit": uuid4()}
    count_time(**beat, seconds=60, now=now)
    count_time(**beat, seconds=60, now=now)
    count_time(**beat, seconds=60, now=now + MINUTE)
    count_time(**beat, seconds=3600, now=now + 10 * MINUTE)
    entry = TimeEntry.objects.get()
    assert entry.spent == 4 * MINUTE
    assert entry.started_at == now - MINUTE
    assert facts(ticket) == facts(ticket)[:1], "beats are no facts"


def test_time_is_entered_and_corrected_with_a_reason(
    ticket: Ticket, olga_operator: Any, senior: Any, kirill_colleague: Any, now: datetime
) -> None:
    entry = add_time(ticket=ticket, spent=20 * MINUTE, why="Звонок", by=olga_operator, now=now)
    assert type(facts(ticket)[-1]).__name__ == "TimeCorrected"
    with refused(NotAllowed):
        correct_time(entry=entry, spent=MINUTE, why="Нет", by=kirill_colleague, now=now)
    correct_time(entry=entry, spent=15 * MINUTE, why="Считал обед", by=senior, now=now)
    row = TimeEntry.objects.get()
    assert (row.spent, row.why, row.corrected_at) == (15 * MINUTE, "Считал обед", now)


def test_a_corrected_stretch_counts_no_more(
    ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    visit = uuid4()
    entry = count_time(ticket=ticket, by=olga_operator, visit=visit, seconds=60, now=now)
    correct_time(entry=entry, spent=5 * MINUTE, why="Ошибся", by=olga_operator, now=now)
    later = now + 2 * MINUTE
    count_time(ticket=ticket, by=olga_operator, visit=visit, seconds=60, now=later)
    assert TimeEntry.objects.get().spent == 5 * MINUTE


@pytest.mark.parametrize(("minutes", "why"), [(-1, "Да"), (721, "Да"), (5, " ")])
def test_nonsense_is_refused(
    ticket: Ticket, olga_operator: Any, now: datetime, minutes: int, why: str
) -> None:
    with refused(InvalidInput):
        add_time(ticket=ticket, spent=minutes * MINUTE, why=why, by=olga_operator, now=now)
    assert not TimeEntry.objects.exists()


def test_strangers_count_nothing(
    ticket: Ticket, oleg_operator: Any, citizen: Any, now: datetime
) -> None:
    for by in (oleg_operator, citizen.user):
        with refused(NotAllowed):
            count_time(ticket=ticket, by=by, visit=uuid4(), seconds=60, now=now)
    assert not TimeEntry.objects.exists()


def test_sums_of_an_appeal_and_of_people(
    ticket: Ticket, olga_operator: Any, kirill_colleague: Any, now: datetime
) -> None:
    for by, minutes in ((olga_operator, 10), (kirill_colleague, 30), (olga_operator, 15)):
        add_time(ticket=ticket, spent=minutes * MINUTE, why="Звонок", by=by, now=now)
    spent = spent_on(ticket)
    assert (spent.total, spent.of(olga_operator)) == (55 * MINUTE, 25 * MINUTE)
    people = [olga_operator.pk, kirill_colleague.pk]
    day = totals_of(people, since=now - timedelta(hours=1), until=now)
    assert [(row.user_id, row.spent, row.tickets) for row in day] == [
        (kirill_colleague.pk, 30 * MINUTE, 1),
        (olga_operator.pk, 25 * MINUTE, 1),
    ]
    assert totals_of(people, since=now, until=now + MINUTE) == []


def test_time_in_words() -> None:
    said = [minutes_words(timedelta(seconds=seconds)) for seconds in (20, 720, 3900)]
    assert said == ["0 мин", "12 мин", "1 ч 05 мин"]
