"""Accepting, refusing, missing: one owner, the age stays, loads add up; refusals change nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from common.actors import SYSTEM
from common.errors import NotAllowed
from journal.facts import history_of
from routing.actions.dispatching import offer_item, sweep
from routing.actions.offers import OfferGone, accept, decline, expire_offers
from routing.actions.work import NewWork, enqueue, leave, take
from routing.models import Offer, Presence, WorkItem

SECOND = timedelta(seconds=1)


@pytest.fixture
def offer(operator: Any, waits: Any, now: datetime) -> Offer:
    operator()
    made = offer_item(item_id=waits().pk, now=now)
    assert made is not None
    return made


def state(offer: Offer) -> tuple[str, str, int, bool]:
    item = WorkItem.objects.get(pk=offer.item_id)
    man = Presence.objects.get(pk=offer.operator_id)
    return item.state, Offer.objects.get(pk=offer.pk).outcome, man.load, man.is_offered


def facts(item: WorkItem) -> list[str]:
    return [type(fact.event).__name__ for fact in history_of(f"item:{item.pk}")]


def test_accepted_within_the_countdown(offer: Offer, now: datetime) -> None:
    accept(offer=offer, by=offer.operator, now=now + 14 * SECOND)
    assert state(offer) == ("taken", "accepted", 10, False)
    assert facts(offer.item) == ["WorkEntered", "WorkOffered", "OfferAccepted"]


def test_accepted_twice_counts_once(offer: Offer, now: datetime) -> None:
    for _ in range(2):
        accept(offer=offer, by=offer.operator, now=now + SECOND)
    assert state(offer) == ("taken", "accepted", 10, False)
    assert facts(offer.item).count("OfferAccepted") == 1


def test_too_late(offer: Offer, now: datetime) -> None:
    with pytest.raises(OfferGone, match="Время вышло"):
        accept(offer=offer, by=offer.operator, now=now + 15 * SECOND)
    assert state(offer) == ("offered", "open", 0, True)


def test_not_theirs(offer: Offer, operator: Any, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        accept(offer=offer, by=operator(), now=now)
    assert state(offer) == ("offered", "open", 0, True)


def test_refused_it_waits_on_with_its_age(offer: Offer, operator: Any, now: datetime) -> None:
    entered = offer.item.entered_at
    decline(offer=offer, by=offer.operator, now=now + SECOND)
    assert state(offer) == ("waiting", "declined", 0, False)
    item = WorkItem.objects.get(pk=offer.item_id)
    assert item.entered_at == entered
    assert offer_item(item_id=item.pk, now=now + SECOND) is None
    other = operator()
    again = offer_item(item_id=item.pk, now=now + 2 * SECOND)
    assert again is not None
    assert again.operator == other


def test_everybody_is_asked_again_after_a_minute(offer: Offer, now: datetime) -> None:
    decline(offer=offer, by=offer.operator, now=now + SECOND)
    Presence.objects.update(seen_at=now + timedelta(minutes=2))
    assert sweep(now=now + 30 * SECOND) == []
    [again] = sweep(now=now + 62 * SECOND)
    assert again.operator_id == offer.operator_id


def test_missed_it_goes_back(offer: Offer, now: datetime) -> None:
    assert expire_offers(now=now + 14 * SECOND) == 0
    assert expire_offers(now=now + 15 * SECOND) == 1
    assert state(offer) == ("waiting", "missed", 0, False)


def test_three_misses_pause_the_operator(operator: Any, waits: Any, now: datetime) -> None:
    person = operator()
    for number in range(3):
        made = offer_item(item_id=waits(f"ticket:{number}").pk, now=now)
        assert made is not None
        expire_offers(now=now + 15 * SECOND)
    man = Presence.objects.get(pk=person.pk)
    assert (man.state, man.reason_id, man.missed_in_row) == ("paused", "no_answer", 3)
    assert offer_item(item_id=waits("ticket:9").pk, now=now) is None


def test_an_answer_forgives_the_misses(operator: Any, waits: Any, now: datetime) -> None:
    person = operator()
    for number in range(2):
        offer_item(item_id=waits(f"ticket:{number}").pk, now=now)
        expire_offers(now=now + 15 * SECOND)
    made = offer_item(item_id=waits("ticket:9").pk, now=now)
    assert made is not None
    accept(offer=made, by=person, now=now + SECOND)
    assert Presence.objects.get(pk=person.pk).missed_in_row == 0


def test_taken_by_hand_the_offer_is_withdrawn(
    offer: Offer, operator: Any, team_a: Any, now: datetime
) -> None:
    other = operator()
    work = NewWork("ticket:1", "cabinet", team_a.pk, now)
    take(work=work, operator=other, by=other, now=now)
    assert state(offer) == ("taken", "withdrawn", 0, False)
    assert Presence.objects.get(pk=other.pk).load == 10
    with pytest.raises(OfferGone):
        accept(offer=offer, by=offer.operator, now=now)


def test_finished_work_frees_its_owner(offer: Offer, now: datetime) -> None:
    accept(offer=offer, by=offer.operator, now=now)
    leave(subject="ticket:1", by=SYSTEM, now=now + SECOND)
    assert state(offer) == ("done", "accepted", 0, False)
    assert leave(subject="ticket:1", by=SYSTEM, now=now + SECOND) is None


def test_after_a_call_there_is_after_contact_work(operator: Any, waits: Any, now: datetime) -> None:
    person = operator()
    made = offer_item(item_id=waits("call:1", channel="phone").pk, now=now)
    assert made is not None
    accept(offer=made, by=person, now=now)
    leave(subject="call:1", by=SYSTEM, now=now + 60 * SECOND)
    man = Presence.objects.get(pk=person.pk)
    assert (man.state, man.load, man.until) == ("wrap_up", 0, now + 90 * SECOND)
    Presence.objects.update(seen_at=now + 89 * SECOND)
    sweep(now=now + 89 * SECOND)
    assert Presence.objects.get(pk=person.pk).state == "wrap_up"
    sweep(now=now + 90 * SECOND)
    assert Presence.objects.get(pk=person.pk).state == "ready"


def test_work_that_comes_back_keeps_its_age(offer: Offer, team_a: Any, now: datetime) -> None:
    accept(offer=offer, by=offer.operator, now=now)
    work = NewWork("ticket:1", "cabinet", team_a.pk, now + SECOND, skills={"tech": 2})
    item = enqueue(work=work, by=SYSTEM, now=now + SECOND)
    assert (item.pk, item.state, item.entered_at) == (offer.item_id, "waiting", now)
    assert Presence.objects.get(pk=offer.operator_id).load == 0


def test_entering_twice_is_entering_once(waits: Any) -> None:
    assert waits() == waits()
    assert WorkItem.objects.count() == 1


def test_new_demands_end_an_offer(offer: Offer, waits: Any) -> None:
    waits(priority=4)
    assert state(offer) == ("waiting", "withdrawn", 0, False)
