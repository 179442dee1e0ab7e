"""Coming, pausing, getting lost: every second is in one stretch, two tabs are one person."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from common.errors import InvalidInput, NotAllowed
from routing.actions.presence import note_seen, set_presence, sweep_presence
from routing.models import Presence, PresenceSpan

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
