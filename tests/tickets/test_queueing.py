"""Appeals in the one queue: whatever happens to an appeal, the queue follows; offers are answered by pages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from common.actors import SYSTEM
from routing.actions.dispatching import dispatch
from routing.actions.presence import set_presence
from routing.models import Offer, Presence, WorkItem
from routing.reference import load_reference
from tests.tickets.helpers import brought_to, registered
from tickets.actions.assignment import take_ticket
from tickets.actions.queueing import follow, sweep_queue
from tickets.models import Ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def waiting(ticket: Ticket, now: datetime) -> WorkItem:
    load_reference(now)
    follow(ticket_id=ticket.pk, by=SYSTEM, now=now)
    return WorkItem.objects.get()


@pytest.fixture
def offer(waiting: WorkItem, olga_operator: User) -> Offer:
    now = timezone.now()
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=now)
    [made] = dispatch(now=now)
    return made


def item_of(ticket: Ticket) -> tuple[str, Any]:
    item = WorkItem.objects.order_by("-entered_at").get(subject=f"ticket:{ticket.pk}")
    return item.state, item.owner_id


def test_a_fresh_appeal_waits_in_its_team(waiting: WorkItem, ticket: Ticket) -> None:
    assert (waiting.subject, waiting.team_id) == (f"ticket:{ticket.pk}", ticket.team_id)
    assert (waiting.state, waiting.weight, waiting.entered_at) == (
        "waiting",
        10,
        ticket.registered_at,
    )


def test_however_an_appeal_came_it_weighs_as_a_letter(
    ticket: Ticket, olga_operator: User, now: datetime
) -> None:
    """Written down from a call, it fills nobody as the call did: the call is over."""
    load_reference(now)
    Ticket.objects.filter(pk=ticket.pk).update(channel="phone")
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    follow(ticket_id=ticket.pk, by=SYSTEM, now=now)
    item = WorkItem.objects.get()
    assert (item.channel, item.weight, item.wrap_up_s) == ("phone", 10, 0)
    assert Presence.objects.get(pk=olga_operator.pk).load == 10


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.IN_PROGRESS, "taken"),
        (Status.QUEUED, "waiting"),
        (Status.WAITING_CITIZEN, "cancelled"),
        (Status.AT_DEPARTMENT, "cancelled"),
        (Status.RESOLVED, "cancelled"),
        (Status.REFUSED, "cancelled"),
    ],
)
def test_the_queue_follows_every_state(
    waiting: WorkItem, ticket: Ticket, olga_operator: User, now: datetime, status: str, state: str
) -> None:
    brought_to(status, ticket, by=olga_operator, now=now)
    for _ in range(2):
        follow(ticket_id=ticket.pk, by=SYSTEM, now=now)
    assert item_of(ticket)[0] == state


def test_taken_by_hand_it_fills_the_operator(
    waiting: WorkItem, ticket: Ticket, olga_operator: User, now: datetime
) -> None:
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    follow(ticket_id=ticket.pk, by=SYSTEM, now=now)
    assert item_of(ticket) == ("taken", olga_operator.pk)
    assert Presence.objects.get(pk=olga_operator.pk).load == 10


def test_who_worked_for_the_person_is_asked_first(
    waiting: WorkItem, ticket: Ticket, citizen: Any, olga_operator: User, now: datetime
) -> None:
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    another = registered(citizen, now=now)
    follow(ticket_id=another.pk, by=SYSTEM, now=now)
    assert WorkItem.objects.get(subject=f"ticket:{another.pk}").sticky_id == olga_operator.pk


def test_the_card_says_what_and_why(offer: Offer, client_for: Any, olga_operator: User) -> None:
    page = client_for(olga_operator).get("/desk/offers/", headers=HTMX)
    words = page.content.decode()
    assert page.context["ticket"].number == Ticket.objects.get().number
    assert "Почему мне?" in words
    assert 'whole="15"' in words


def test_nothing_offered_nothing_drawn(
    offer: Offer, client_for: Any, senior: User, olga_operator: User
) -> None:
    assert "offer-card" not in client_for(senior).get("/desk/offers/").content.decode()


def test_accepting_opens_the_appeal_without_reloading(
    offer: Offer, client_for: Any, olga_operator: User
) -> None:
    ticket = Ticket.objects.get()
    client = client_for(olga_operator)
    headers = {**HTMX, "HX-Current-URL": "http://testserver/desk/"}
    answer = client.post(f"/desk/offers/{offer.pk}/accept/", headers=headers)
    assert f"/desk/{ticket.number}/" in answer["HX-Location"]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, olga_operator)
    assert item_of(ticket) == ("taken", olga_operator.pk)
    again = client.post(f"/desk/offers/{offer.pk}/accept/")
    assert (again.status_code, again["Location"]) == (303, f"/desk/{ticket.number}/")


def test_an_offer_of_somebody_else_does_not_exist(
    offer: Offer, client_for: Any, senior: User
) -> None:
    for verb in ("accept", "decline"):
        assert client_for(senior).post(f"/desk/offers/{offer.pk}/{verb}/").status_code == 404
    assert Ticket.objects.get().assignee is None


def test_when_a_colleague_was_first_both_stay_as_they_are(
    offer: Offer, client_for: Any, olga_operator: User, senior: User
) -> None:
    take_ticket(ticket=Ticket.objects.get(), by=senior, now=timezone.now())
    answer = client_for(olga_operator).post(f"/desk/offers/{offer.pk}/accept/", headers=HTMX)
    assert "уже взял" in answer["HX-Trigger"].encode().decode("unicode_escape")
    assert Ticket.objects.get().assignee == senior
    assert Offer.objects.get().outcome == "open"


def test_declining_gives_it_to_the_next(offer: Offer, client_for: Any, olga_operator: User) -> None:
    answer = client_for(olga_operator).post(f"/desk/offers/{offer.pk}/decline/", headers=HTMX)
    assert "offer-card" not in answer.content.decode()
    assert item_of(Ticket.objects.get()) == ("waiting", None)


def test_the_sweep_mends_what_was_lost_and_nothing_else(
    desk: Any, citizen: Any, olga_operator: User, now: datetime
) -> None:
    load_reference(now)
    waits, worked, over = (registered(citizen, now=now) for _ in range(3))
    follow(ticket_id=over.pk, by=SYSTEM, now=now)
    brought_to(Status.RESOLVED, over, by=olga_operator, now=now)
    take_ticket(ticket=worked, by=olga_operator, now=now)
    assert sweep_queue(now=now) == 1, "the others' reactions may be on their way"
    later = now + timedelta(minutes=1)
    assert sweep_queue(now=later) == 2
    assert [item_of(row)[0] for row in (waits, worked, over)] == ["waiting", "taken", "cancelled"]
    assert sweep_queue(now=later) == 0


# --- the citizen's place
def wait_words(client: Any, ticket: Ticket) -> str:
    page = client.get(f"/cabinet/{ticket.number}/wait/", headers=HTMX)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_the_citizen_sees_place_and_wait_after_the_page(
    waiting: WorkItem, ticket: Ticket, client_for: Any, citizen: Any, olga_operator: User
) -> None:
    client = client_for(citizen)
    assert (
        f'hx-get="/cabinet/{ticket.number}/wait/"'
        in client.get(f"/cabinet/{ticket.number}/").content.decode()
    )
    assert "В очереди 1-е." in wait_words(client, ticket)
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=timezone.now())
    assert "Специалист возьмёт обращение меньше чем через минуту." in wait_words(client, ticket)


def test_who_waits_for_nobody_is_told_nothing(
    waiting: WorkItem,
    ticket: Ticket,
    client_for: Any,
    citizen: Any,
    olga_operator: User,
    now: datetime,
) -> None:
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    assert "В очереди" not in wait_words(client_for(citizen), ticket)


def test_anothers_place_does_not_exist(
    waiting: WorkItem, ticket: Ticket, client_for: Any, other_citizen: Any
) -> None:
    page = client_for(other_citizen).get(f"/cabinet/{ticket.number}/wait/")
    assert page.status_code == 404


def test_a_language_nobody_on_shift_speaks_is_said(
    ticket: Ticket, client_for: Any, citizen: Any, olga_operator: User, now: datetime
) -> None:
    from accounts.models import Citizen

    load_reference(now)
    Citizen.objects.filter(pk=citizen.pk).update(language="tt")
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=timezone.now())
    follow(ticket_id=ticket.pk, by=SYSTEM, now=now)
    assert "на смене нет специалиста, говорящего по-татарски" in wait_words(
        client_for(citizen), ticket
    )


# --- handing over
def test_a_leader_hands_over_and_takes_over(
    waiting: WorkItem, ticket: Ticket, client_for: Any, senior: User, olga_operator: User
) -> None:
    url = f"/desk/work/{waiting.pk}/handover/"
    client = client_for(senior)
    for given, owner in (({"operator": str(olga_operator.pk)}, olga_operator), ({}, senior)):
        assert client.post(url, given, headers=HTMX).status_code == 204
        ticket.refresh_from_db()
        assert (ticket.assignee, item_of(ticket)) == (owner, ("taken", owner.pk))
    assert Presence.objects.get(pk=olga_operator.pk).load == 0


def test_to_somebody_of_another_team_nothing_is_handed(
    waiting: WorkItem,
    ticket: Ticket,
    client_for: Any,
    senior: User,
    anton_outsider: User,
    olga_operator: User,
) -> None:
    url = f"/desk/work/{waiting.pk}/handover/"
    given = {"operator": str(anton_outsider.pk)}
    assert client_for(senior).post(url, given, headers=HTMX).status_code == 404
    assert client_for(olga_operator).post(url, headers=HTMX).status_code == 404
    assert item_of(ticket) == ("waiting", None)
