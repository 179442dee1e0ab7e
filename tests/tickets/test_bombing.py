"""Another system cannot bomb a phone or a mailbox through us (A-15)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Citizen
from journal import outbox
from notifications.models import Delivery
from notifications.states import Status
from tests.factories.accounts import make_api_key, make_profile
from tests.factories.tickets import make_route, make_topic
from tickets.actions.registration import NewTicket, register_ticket
from tickets.models.ticket import Kind
from topics.models import Topic

pytestmark = pytest.mark.django_db


def sent(citizen: Citizen) -> int:
    return Delivery.objects.filter(person_id=citizen.pk).exclude(status=Status.SKIPPED).count()


@pytest.fixture
def topic(team_a: Any) -> Topic:
    return make_route(make_topic(), team_a).topic


def register_five(citizen: Citizen, *, by: Any, topic: Topic, now: datetime) -> None:
    for index in range(5):
        new = NewTicket(Kind.QUESTION, f"Обращение {index}", "api", citizen, topic=topic)
        register_ticket(new=new, by=by, now=now - timedelta(minutes=5 - index))
    outbox.run_due()


def test_an_unproved_address_gets_three_of_each_a_day(
    team_a: Any, topic: Topic, now: datetime
) -> None:
    victim = make_profile(phone="+79161230001", email="victim@example.org")
    key = make_api_key(teams=[team_a], scopes=["tickets:write"])
    register_five(victim, by=key, topic=topic, now=now)
    assert sent(victim) == 6


def test_a_person_who_signs_in_is_told_of_every_number(
    citizen: Citizen, team_a: Any, topic: Topic, now: datetime
) -> None:
    key = make_api_key(teams=[team_a], scopes=["tickets:write"])
    register_five(citizen, by=key, topic=topic, now=now)
    ways = sum(bool(address) for address in (citizen.phone, citizen.email))
    assert sent(citizen) == 5 * ways
