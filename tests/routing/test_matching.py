"""Who is offered what, and why; relaxing; limits of capacity, team, language, tier."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from routing.actions.dispatching import dispatch, offer_item, offer_to
from routing.models import Offer, Presence, WorkItem
from routing.selectors.matching import waiting_items
from routing.selectors.waiting import waiting_of


def offered(item: WorkItem, now: datetime) -> Any:
    offer = offer_item(item_id=item.pk, now=now)
    return offer and offer.operator


def test_the_longest_idle_of_equals(operator: Any, waits: Any, now: datetime) -> None:
    later = operator(at=now - timedelta(minutes=1))
    longest = operator(at=now - timedelta(minutes=9))
    Presence.objects.filter(pk=longest.pk).update(free_since=now - timedelta(minutes=9))
    Presence.objects.filter(pk=later.pk).update(free_since=now - timedelta(minutes=1))
    assert offered(waits(), now) == longest
    assert offered(waits("ticket:2"), now) == later


def test_the_least_over_qualified_is_asked_first(operator: Any, waits: Any, now: datetime) -> None:
    operator(level=5)
    enough = operator(level=2)
    assert offered(waits(skills={"tech": 2}), now) == enough


def test_who_knows_the_matter_comes_before_all(operator: Any, waits: Any, now: datetime) -> None:
    operator(level=2)
    knows = operator(level=5)
    assert offered(waits(sticky_id=knows.pk), now) == knows


@pytest.mark.parametrize(
    "demands",
    [
        {"skills": {"tech": 4}},
        {"skills": {"payments": 1}},
        {"skills": {"tech": 1, "payments": 1}},
        {"language": "tt"},
        {"tier": 2},
    ],
)
def test_nobody_fits(operator: Any, waits: Any, now: datetime, demands: dict[str, Any]) -> None:
    operator("tech", 3)
    assert offered(waits(**demands), now) is None


def test_another_team_is_never_asked(operator: Any, waits: Any, team_b: Any, now: datetime) -> None:
    operator(teams=[team_b])
    assert offered(waits(), now) is None


def test_a_reserved_item_waits_for_its_person(operator: Any, waits: Any, now: datetime) -> None:
    operator()
    mine = operator(level=5)
    Presence.objects.filter(pk=mine.pk).update(state="paused")
    item = waits(reserved_id=mine.pk)
    assert offered(item, now) is None
    Presence.objects.filter(pk=mine.pk).update(state="ready")
    assert offered(item, now) == mine


@pytest.mark.parametrize(
    ("age_s", "need", "fits"),
    [(29, 4, False), (30, 4, True), (59, 5, False), (60, 5, True), (119, 5, True)],
)
def test_demands_relax_with_age(
    operator: Any, waits: Any, now: datetime, age_s: int, need: int, fits: bool
) -> None:
    operator("tech", 3)
    item = waits(minutes=age_s / 60, skills={"tech": need})
    assert (offered(item, now) is not None) is fits


def test_without_the_skill_at_all_after_two_minutes(
    operator: Any, waits: Any, now: datetime
) -> None:
    person = operator("payments", 1)
    assert offered(waits(minutes=1.9), now) is None
    assert offered(waits("ticket:2", minutes=2), now) == person
    assert Offer.objects.get().why["relaxed_s"] == 120


def test_capacity_is_one_for_all_channels(operator: Any, waits: Any, now: datetime) -> None:
    person = operator()
    Presence.objects.filter(pk=person.pk).update(load=95)
    assert offered(waits(channel="cabinet"), now) is None
    Presence.objects.filter(pk=person.pk).update(load=90)
    assert offered(waits("call:1", channel="phone"), now) is None
    assert offered(WorkItem.objects.get(subject="ticket:1"), now) == person


def test_one_offer_at_a_time(operator: Any, waits: Any, now: datetime) -> None:
    operator()
    assert offered(waits(), now) is not None
    assert offered(waits("ticket:2"), now) is None


def test_priority_then_age(operator: Any, waits: Any, now: datetime) -> None:
    waits("ticket:new", minutes=1)
    old = waits("ticket:old", minutes=9)
    urgent = waits("ticket:urgent", minutes=0, priority=4)
    person = operator()
    first = offer_to(operator_id=person.pk, now=now)
    assert first is not None
    assert first.item == urgent
    Presence.objects.update(is_offered=False)
    second = offer_to(operator_id=person.pk, now=now)
    assert second is not None
    assert second.item == old


def test_who_waits_live_comes_before_letters(operator: Any, waits: Any, now: datetime) -> None:
    for number in range(40):
        waits(f"ticket:{number}", minutes=60 * 24 + number, priority=4)
    older = waits("ticket:older", minutes=60 * 24 * 32)
    chat = waits("dialog:1", channel="chat", is_live=True)
    urgent = waits("dialog:2", channel="chat", is_live=True, priority=4)
    found = []
    for _ in range(3):
        offer = offer_to(operator_id=operator().pk, now=now)
        assert offer is not None
        found.append((offer.item, offer.why["live"]))
    assert found == [(older, False), (urgent, True), (chat, True)]


def test_the_place_of_who_waits_live(operator: Any, waits: Any, now: datetime) -> None:
    for number in range(3):
        letter = waits(f"ticket:{number}", minutes=600, priority=4)
    waits("dialog:1", minutes=2, is_live=True)
    chat = waits("dialog:2", minutes=1, is_live=True)
    assert waiting_of(chat, now=now).ahead == 1
    assert waiting_of(letter, now=now).ahead == 2
    assert waiting_items(most=2) == [
        item.pk for item in WorkItem.objects.filter(is_live=True).order_by("entered_at")
    ]


def test_somebody_far_down_the_queue_is_found(operator: Any, waits: Any, now: datetime) -> None:
    for number in range(130):
        waits(f"ticket:{number}", minutes=200 - number, skills={"legal": 5})
        WorkItem.objects.update(entered_at=now)
    last = waits("ticket:fits", skills={"tech": 1})
    person = operator()
    found = offer_to(operator_id=person.pk, now=now)
    assert found is not None
    assert found.item == last


def test_the_reasons_are_kept(operator: Any, waits: Any, now: datetime) -> None:
    person = operator("tech", 3, at=now - timedelta(seconds=40))
    Presence.objects.filter(pk=person.pk).update(free_since=now - timedelta(seconds=40))
    offered(waits(minutes=0.25, priority=3), now)
    assert Offer.objects.get().why == {
        "skills": {"tech": [2, 3]},
        "language": "ru",
        "speaks": True,
        "knows": False,
        "reserved": False,
        "relaxed_s": 0,
        "waited_s": 15,
        "idle_s": 40,
        "priority": 3,
        "live": False,
    }


def test_everything_that_fits_is_offered_in_one_go(
    operator: Any, waits: Any, now: datetime
) -> None:
    people = {operator().pk for _ in range(3)}
    for number in range(5):
        waits(f"ticket:{number}", minutes=number)
    made = dispatch(now=now)
    assert {offer.operator_id for offer in made} == people
    assert [offer.item.subject for offer in made] == ["ticket:4", "ticket:3", "ticket:2"]
    assert WorkItem.objects.filter(state="waiting").count() == 2
