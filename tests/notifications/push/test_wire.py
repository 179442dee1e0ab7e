"""Web Push over real HTTP: the service checks the signature and opens the payload with the browser's keys."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from journal.models import Entry
from neighbours.push import Browser, latest
from neighbours.push import _octets as octets
from notifications.actions import mark_read
from notifications.carrier import carry_out
from notifications.models import Delivery, PushSubscription, StaffNotice
from notifications.states import Status
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ticket(team_a, olga_operator):
    return make_ticket(team=team_a, assignee=olga_operator, status="in_progress")


def delivery():
    return Delivery.objects.get(channel="push")


def test_the_example_of_the_standard_opens():
    """RFC 8291, appendix A: the simulator is not merely the inverse of our own library."""
    browser = Browser(
        "x",
        int.from_bytes(octets("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"),
        octets("BTBZMqHH6r4Tts7J_aSIgg"),
        "",
    )
    body = octets(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tl"
        "zAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.open(body) == b"When I grow up, I want to be a watermelon"


def test_a_push_holds_a_kind_and_a_number_and_nothing_else(
    house, subscribe, ring, ticket, olga_operator
):
    subscribe(olga_operator)
    assert ring(ticket, olga_operator) == 1
    assert carry_out("push") == 1
    (pushed,) = latest(house.options.folder, 5)
    assert json.loads(pushed["text"]) == {"kind": "citizen_wrote", "number": str(ticket.number)}
    assert (pushed["urgency"], pushed["contact"]) == ("normal", "mailto:support@example.org")
    assert 3500 < pushed["ttl"] <= 3600
    assert delivery().status == Status.SENT
    assert (delivery().address, delivery().body) == ("", "")


def test_a_browser_that_is_gone_is_forgotten_and_is_nobodys_dead_letter(
    house, subscribe, ring, ticket, olga_operator
):
    given = subscribe(olga_operator)
    house.forget_browser(given["endpoint"])
    ring(ticket, olga_operator)
    carry_out("push")
    assert (delivery().status, delivery().error) == (Status.SKIPPED, "Браузер больше не подписан.")
    assert not PushSubscription.objects.exists()
    fact = Entry.objects.get(event="notifications.PushUnsubscribed")
    assert fact.data["why"] == "gone"
    assert not Entry.objects.filter(event="notifications.DeliveryDied").exists()


def test_a_service_in_trouble_is_asked_again_later(house, subscribe, ring, ticket, olga_operator):
    subscribe(olga_operator)
    house.moods = [503, 429]
    ring(ticket, olga_operator)
    for attempt in (1, 2):
        carry_out("push")
        assert (delivery().status, delivery().attempts) == (Status.QUEUED, attempt)
        Delivery.objects.update(due_at=timezone.now())
    carry_out("push")
    assert (delivery().status, len(latest(house.options.folder, 5))) == (Status.SENT, 1)


def test_a_session_that_ended_is_not_pushed_to(house, subscribe, ring, ticket, olga_operator):
    given = subscribe(olga_operator)
    ring(ticket, olga_operator)
    given["client"].logout()
    carry_out("push")
    assert delivery().status == Status.SKIPPED
    assert latest(house.options.folder, 5) == []
    assert not PushSubscription.objects.exists(), "it ended with its session"


@pytest.mark.parametrize(
    ("is_read", "is_in_sight", "status"),
    [
        (False, False, Status.SENT),
        (True, False, Status.SKIPPED),
        (False, True, Status.SKIPPED),
    ],
)
def test_a_page_that_went_dark_unread_is_made_good_by_a_push(
    house, subscribe, ring, ticket, olga_operator, monkeypatch, is_read, is_in_sight, status
):
    """The page counted as seen when it happened; whether it told is asked when its time is over."""
    subscribe(olga_operator)
    in_sight = {olga_operator.pk}
    monkeypatch.setattr("common.watching.watching", lambda people, at: in_sight & set(people))
    ring(ticket, olga_operator)
    assert carry_out("push") == 0, "the page has its time first"
    if is_read:
        mark_read(person=olga_operator, notice_ids=None, by=olga_operator, now=timezone.now())
    if not is_in_sight:
        in_sight.clear()
    Delivery.objects.update(due_at=timezone.now())
    carry_out("push")
    assert delivery().status == status
    assert len(latest(house.options.folder, 5)) == (1 if status == Status.SENT else 0)


def test_an_appeal_out_of_sight_is_not_pushed(
    house, subscribe, ring, ticket, olga_operator, team_b
):
    subscribe(olga_operator)
    ring(ticket, olga_operator)
    ticket.team, ticket.assignee, ticket.home_team = team_b, None, None
    ticket.save()
    carry_out("push")
    assert (delivery().status, latest(house.options.folder, 5)) == (Status.SKIPPED, [])


def test_what_came_too_late_does_not_go_out(house, subscribe, ring, ticket, olga_operator, now):
    subscribe(olga_operator)
    ring(ticket, olga_operator, at=now - timedelta(hours=2))
    carry_out("push")
    assert (delivery().status, delivery().error) == (Status.SKIPPED, "Устарело до отправки.")


def test_each_browser_gets_its_own(house, subscribe, ring, ticket, olga_operator):
    subscribe(olga_operator)
    subscribe(olga_operator)
    ring(ticket, olga_operator)
    assert carry_out("push") == 2
    assert len({push["browser"] for push in latest(house.options.folder, 5)}) == 2
    assert StaffNotice.objects.count() == 1
