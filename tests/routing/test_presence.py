"""Coming, pausing, getting lost: every second is in one stretch, two tabs are one person."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from routing.actions.presence import (
    WrapUpIsOver,
    locked_presence,
    note_seen,
    prolong_wrap_up,
    set_presence,
    sweep_presence,
    switch,
)
from routing.models import Presence, PresenceSpan, WorkItem
from routing.selectors.totals import presence_totals

MINUTE = timedelta(minutes=1)


def spans(person: Any) -> list[tuple[str, float | None]]:
    rows = PresenceSpan.objects.filter(operator=person).order_by("began_at")
    return [
        (row.state, row.ended_at and (row.ended_at - row.began_at).total_seconds()) for row in rows
    ]


def test_a_day_without_holes(queue: None, olga_operator: Any, now: datetime) -> None:
    steps = [("ready", ""), ("paused", "lunch"), ("ready", ""), ("offline", "")]
    for place, (state, reason) in enumerate(steps):
        set_presence(
            operator=olga_operator,
            state=state,
            reason=reason,
            by=olga_operator,
            now=now + place * MINUTE,
        )
    assert spans(olga_operator) == [
        ("ready", 60),
        ("paused", 60),
        ("ready", 60),
        ("offline", None),
    ]


def test_pressed_twice_nothing_changes(queue: None, olga_operator: Any, now: datetime) -> None:
    for _ in range(2):
        set_presence(operator=olga_operator, state="ready", by=olga_operator, now=now)
    assert spans(olga_operator) == [("ready", None)]


def test_who_comes_brings_their_abilities(operator: Any, team_a: Any) -> None:
    man = Presence.objects.get(pk=operator("tech", 4, languages=("ru", "tt"), capacity=60).pk)
    assert (man.skills, man.languages, man.capacity) == ({"tech": 4}, ["ru", "tt"], 60)
    assert man.teams == [team_a.pk]


@pytest.mark.parametrize("reason", ["", "nonsense", "no_answer"])
def test_a_pause_has_a_reason_of_the_list(
    queue: None, olga_operator: Any, now: datetime, reason: str
) -> None:
    with pytest.raises(InvalidInput):
        set_presence(
            operator=olga_operator, state="paused", reason=reason, by=olga_operator, now=now
        )
    assert not PresenceSpan.objects.exists()


def test_a_leader_of_the_team_may_do_it_for_them(
    queue: None, olga_operator: Any, oleg_operator: Any, sveta_supervisor: Any, now: datetime
) -> None:
    set_presence(operator=olga_operator, state="ready", by=sveta_supervisor, now=now)
    assert Presence.objects.get(pk=olga_operator.pk).state == "ready"
    for stranger in (oleg_operator,):
        with pytest.raises(NotAllowed):
            set_presence(operator=olga_operator, state="offline", by=stranger, now=now)
    assert Presence.objects.get(pk=olga_operator.pk).state == "ready"


def test_silence_of_half_a_minute_is_gone(operator: Any, now: datetime) -> None:
    person = operator()
    assert sweep_presence(now=now + 0.5 * MINUTE) == 0
    assert sweep_presence(now=now + 0.5 * MINUTE + timedelta(seconds=1)) == 1
    man = Presence.objects.get(pk=person.pk)
    assert (man.state, man.reason_id) == ("offline", "lost")


def test_any_tab_keeps_one_on_the_line(operator: Any, now: datetime) -> None:
    person = operator()
    at = now
    wrote = []
    for _ in range(6):
        at += timedelta(seconds=5)
        wrote.append(note_seen(operator_id=person.pk, now=at))
        wrote.append(note_seen(operator_id=person.pk, now=at))
    assert wrote.count(True) == 3
    assert sweep_presence(now=at + timedelta(seconds=25)) == 0


def test_who_is_gone_is_not_brought_back_by_a_tab(
    queue: None, olga_operator: Any, now: datetime
) -> None:
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=now)
    set_presence(operator=olga_operator, state="offline", by=olga_operator, now=now + MINUTE)
    assert not note_seen(operator_id=olga_operator.pk, now=now + 2 * MINUTE)


# --- what time alone changes
def test_a_pause_over_its_limit_is_a_fact_once(
    queue: None, olga_operator: Any, now: datetime
) -> None:
    from journal.models import Entry

    set_presence(operator=olga_operator, state="paused", reason="break", by=olga_operator, now=now)
    for minutes, changed in ((14, 0), (15, 1), (16, 0)):
        note_seen(operator_id=olga_operator.pk, now=now + minutes * MINUTE)
        assert sweep_presence(now=now + minutes * MINUTE) == changed
    assert Presence.objects.get().is_over
    assert Entry.objects.filter(event="routing.PauseOverrun").count() == 1
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=now + 17 * MINUTE)
    assert not Presence.objects.get().is_over


def wrapping_up(person: Any, now: datetime) -> None:
    """Thirty seconds of after-contact work have begun."""
    with transaction.atomic():
        man = locked_presence(person.pk, now=now)
        switch(man, "wrap_up", until=now + MINUTE / 2, by=SYSTEM, now=now)


def test_after_contact_work_is_prolonged_once(operator: Any, now: datetime) -> None:
    person = operator()
    wrapping_up(person, now)
    prolong_wrap_up(operator=person, by=person, now=now)
    assert Presence.objects.get().until == now + MINUTE
    with pytest.raises(WrapUpIsOver):
        prolong_wrap_up(operator=person, by=person, now=now)
    assert Presence.objects.get().until == now + MINUTE
    note_seen(operator_id=person.pk, now=now + MINUTE)
    assert sweep_presence(now=now + MINUTE) == 1
    assert Presence.objects.get().state == "ready"
    with pytest.raises(WrapUpIsOver):
        prolong_wrap_up(operator=person, by=person, now=now + MINUTE)


def test_after_contact_work_is_ended_by_hand(operator: Any, now: datetime) -> None:
    person = operator()
    wrapping_up(person, now)
    later = now + timedelta(seconds=5)
    set_presence(operator=person, state="ready", by=person, now=later)
    man = Presence.objects.get()
    assert (man.state, man.free_since) == ("ready", later)


def test_an_open_page_alone_is_no_work(operator: Any, settings: Any, now: datetime) -> None:
    """Keys keep one ready; without them the page is there and the person is not (decisions 17)."""
    settings.IDLE_PAUSE_AFTER = 10 * MINUTE
    person = operator()
    for minutes, is_active in ((5, True), (12, False), (14, False)):
        note_seen(operator_id=person.pk, now=now + minutes * MINUTE, is_active=is_active)
        assert sweep_presence(now=now + minutes * MINUTE) == 0
    note_seen(operator_id=person.pk, now=now + 16 * MINUTE)
    assert sweep_presence(now=now + 16 * MINUTE) == 1
    man = Presence.objects.get()
    assert (man.state, man.reason_id) == ("paused", "idle")


def test_who_has_work_in_hand_is_not_idle(operator: Any, settings: Any, now: datetime) -> None:
    settings.IDLE_PAUSE_AFTER = MINUTE
    person = operator()
    Presence.objects.update(load=10)
    note_seen(operator_id=person.pk, now=now + 5 * MINUTE)
    assert sweep_presence(now=now + 5 * MINUTE) == 0


# --- the day in figures
def test_the_totals_of_a_day(operator: Any, waits: Any, now: datetime) -> None:
    """An hour: 20 min ready (10 of them with a letter), 15 of lunch, 25 ready and busy till now."""
    person, absent = operator(), operator()
    set_presence(operator=absent, state="offline", by=absent, now=now)
    item = waits()
    WorkItem.objects.filter(pk=item.pk).update(
        state="done", owner=person, taken_at=now + 10 * MINUTE, ended_at=now + 20 * MINUTE
    )
    for minutes, state, reason in ((20, "paused", "lunch"), (35, "ready", "")):
        moment = now + minutes * MINUTE
        set_presence(operator=person, state=state, reason=reason, by=person, now=moment)
    other = waits("t:2")
    WorkItem.objects.filter(pk=other.pk).update(
        state="taken", owner=person, taken_at=now + 35 * MINUTE
    )
    hour = now + 60 * MINUTE
    day = presence_totals([person.pk, absent.pk], now.date(), now=hour)
    total = day[person.pk]
    assert total.by_state == {"ready": 45 * 60, "paused": 15 * 60}
    assert (total.by_reason, total.unpaid_s) == ({"lunch": 900}, 900)
    assert (total.handling_s, total.on_line_s, total.here_s) == (35 * 60, 45 * 60, 45 * 60)
    assert total.occupancy == 35 / 45
    assert (total.first_at, total.last_at) == (now, hour)
    assert presence_totals([person.pk], now.date() + timedelta(days=1), now=hour) == {}
