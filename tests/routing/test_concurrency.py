"""Several dispatchers and clicks at once: nothing is offered twice, nobody gets two offers (F-24)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from common.actors import SYSTEM
from common.errors import DomainError
from routing.actions.dispatching import dispatch, sweep
from routing.actions.offers import accept
from routing.actions.work import NewWork, enqueue, take
from routing.models import Offer, Presence, WorkItem

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 6


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    def run(job: Callable[[], Any]) -> Any:
        try:
            return job()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_six_dispatchers_offer_each_item_once(operator: Any, waits: Any, now: datetime) -> None:
    people = {operator().pk for _ in range(12)}
    for number in range(40):
        waits(f"ticket:{number}", minutes=number)
    made = at_once(*[lambda: dispatch(now=now)] * 3, *[lambda: sweep(now=now)] * 3)
    offers = [offer for part in made for offer in part]
    assert {offer.operator_id for offer in offers} == people
    assert len(offers) == 12
    assert Counter(Offer.objects.values_list("item_id", flat=True)).most_common(1)[0][1] == 1
    assert WorkItem.objects.filter(state="offered").count() == 12


def test_entering_at_once_makes_one_item(team_a: Any, now: datetime) -> None:
    for number in range(8):
        work = NewWork(f"ticket:{number}", "cabinet", team_a.pk, now)
        items = at_once(*[lambda work=work: enqueue(work=work, by=SYSTEM, now=now)] * 4)
        assert len({item.pk for item in items}) == 1
    assert WorkItem.objects.count() == 8


def test_accepting_and_taking_by_hand_at_once_leaves_one_owner(
    operator: Any, waits: Any, team_a: Any, now: datetime
) -> None:
    first, second = operator(), operator()
    for number in range(8):
        waits(f"ticket:{number}")
        Presence.objects.update(is_offered=False)
        [offer] = [made for made in dispatch(now=now) if made.item.subject == f"ticket:{number}"]
        rival = second if offer.operator_id == first.pk else first
        work = NewWork(f"ticket:{number}", "cabinet", team_a.pk, now)
        at_once(
            lambda offer=offer: accept(offer=offer, by=offer.operator, now=now),
            lambda rival=rival, work=work: take(work=work, operator=rival, by=SYSTEM, now=now),
        )
    taken = WorkItem.objects.filter(state="taken")
    loads = dict(Presence.objects.values_list("pk", "load"))
    assert taken.count() == 8
    assert sum(loads.values()) == 80
    assert loads == {
        person.pk: 10 * taken.filter(owner=person).count() for person in (first, second)
    }


def test_a_thousand_heartbeats_are_few_writes(operator: Any, now: datetime) -> None:
    from routing.actions.presence import note_seen

    person = operator()
    later = now + timedelta(seconds=9)
    wrote = at_once(*[lambda: note_seen(operator_id=person.pk, now=later)] * THREADS)
    assert sum(wrote) == 1
