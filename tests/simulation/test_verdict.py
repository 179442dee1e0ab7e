"""What the simulated day is judged by: the journal's order, waits, spread, the forecast's error."""

import pytest

from gosuslugi_support.simulation.verdict import (
    Contact,
    Day,
    Step,
    forecast_error,
    judge,
    level,
    load,
    offered_twice,
    owned_twice,
    waits,
)


def contact(item: str = "a", *, state: str = "done", taken: float | None = 60, **given) -> Contact:
    values = {"owner": "olga", "entered_s": 0.0, "ended_s": 180.0} | given
    return Contact(item, "phone", 2, state, taken_s=taken, **values)


def day(*contacts: Contact, steps: tuple[Step, ...] = (), **given) -> Day:
    values = {"expected": len(contacts), "registered": len(contacts), "unexpected": []} | given
    return Day(contacts=contacts, steps=steps, until_s=3600.0, longest_s=1800.0, **values)


def broken(judged: Day) -> list[str]:
    return [finding.promise for finding in judge(judged) if not finding.is_kept]


def offer(item: str, who: str) -> Step:
    return Step(item, "WorkOffered", who)


def accept(item: str, who: str) -> Step:
    return Step(item, "OfferAccepted", who)


def test_a_good_day_keeps_every_promise():
    steps = (
        Step("a", "WorkEntered"),
        offer("a", "olga"),
        accept("a", "olga"),
        Step("a", "WorkLeft"),
    )
    assert broken(day(contact(), contact("b", state="waiting", taken=None), steps=steps)) == [
        "starved"  # an hour, of half an hour allowed
    ]
    assert broken(day(contact(), steps=steps)) == []


def test_what_never_came_or_got_lost_is_told():
    assert broken(day(contact(), expected=2)) == ["came and was not registered"]
    assert broken(day(contact(), expected=2, registered=2)) == ["registered and not in the queue"]
    nobodys = contact(state="taken", owner=None, ended_s=None)
    assert broken(day(nobodys)) == ["neither ended, waiting nor in somebody's hands"]


def test_two_owners_are_seen_in_the_order_of_the_journal():
    back = Step("a", "WorkReturned")
    assert owned_twice([accept("a", "olga"), accept("a", "oleg")]) == ["a"]
    assert owned_twice([accept("a", "olga"), back, accept("a", "oleg")]) == []
    # given from hand to hand by a colleague is one fact
    assert owned_twice([accept("a", "olga"), Step("a", "WorkTaken", "oleg")]) == []


def test_two_offers_at_once_are_seen_by_item_and_by_person():
    missed = Step("a", "OfferMissed", "olga")
    assert offered_twice([offer("a", "olga"), offer("a", "oleg")]) == (["a"], [])
    assert offered_twice([offer("a", "olga"), offer("b", "olga")]) == ([], ["olga"])
    assert offered_twice([offer("a", "olga"), missed, offer("a", "oleg")]) == ([], [])
    # withdrawn because it changed: no fact of its own
    changed = Step("a", "WorkChanged")
    assert offered_twice([offer("a", "olga"), changed, offer("b", "olga")]) == ([], [])


def test_waits_and_level_count_those_who_still_wait():
    came = [contact(taken=20), contact(taken=100), contact(state="waiting", taken=None)]
    found = waits(came, until_s=600)
    assert (found.number, found.mean_s, found.median_s, found.longest_s) == (3, 240, 100, 600)
    assert level(came, 20, 600) == pytest.approx(1 / 3)
    assert level([], 20, 600) is None


def test_occupancy_counts_overlapping_work_once():
    came = [contact(taken=0, ended_s=900.0), contact(taken=600, ended_s=1800.0)]
    found = load(came, {"olga": 3600.0, "oleg": 3600.0, "short": 60.0}, 3600)
    assert found.occupancy == {"olga": 0.5, "oleg": 0.0}
    assert found.per_hour == {"olga": 2.0, "oleg": 0.0}
    assert found.variance == pytest.approx(0.0625)


def test_the_forecasts_error_has_a_size_and_a_side():
    error = forecast_error([(300, 240, True), (60, 240, False)])
    assert (error.asked, error.within, error.mean_min, error.bias_min) == (2, 0.5, 2.0, -1.0)
    assert forecast_error([]).asked == 0
