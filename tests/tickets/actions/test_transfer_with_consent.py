"""Warm transfer: asked, agreed by one, void when the appeal went another way; a step higher by the queue."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from common.errors import InvalidInput, NotAllowed
from routing.models import WorkItem
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused
from tickets.actions import handing_over as door
from tickets.actions.assignment import assign_ticket
from tickets.actions.queueing import follow
from tickets.events import TransferAccepted, TransferEnded
from tickets.models import TransferOffer
from tickets.policies import can_answer_transfer, can_withdraw_transfer
from tickets.selectors.transfers import transfers_of
from tickets.selectors.visibility import visible_to
from tickets.states import Status

pytestmark = pytest.mark.django_db
State = TransferOffer.State


@pytest.fixture
def mine(ticket: Any, olga_operator: Any, now: Any) -> Any:
    brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)
    return ticket


@pytest.fixture
def ask(mine: Any, olga_operator: Any, now: Any) -> Callable[..., TransferOffer]:
    def asked(team: Any, to: Any = None) -> TransferOffer:
        note = "Нужен разговор с отделением."
        return door.ask_transfer(
            ticket=mine, asked=door.Asked(team, to), note=note, by=olga_operator, now=now
        )

    return asked


def test_until_a_colleague_of_another_line_agrees_nothing_moves(
    ask, mine, olga_operator, oleg_operator, team_b, now
):
    offer = ask(team_b, oleg_operator)
    assert (fresh(mine).assignee, fresh(mine).team_id) == (olga_operator, mine.team_id)
    assert not visible_to(oleg_operator).exists()
    assert transfers_of(oleg_operator, now=now).to_me == [offer]
    assert transfers_of(olga_operator, now=now).mine == [offer]

    door.accept_transfer(offer=offer, by=oleg_operator, now=now)
    taken = fresh(mine)
    assert (taken.assignee, taken.team, taken.status) == (oleg_operator, team_b, Status.IN_PROGRESS)
    assert not visible_to(olga_operator).exists()
    assert facts(mine)[-1] == TransferAccepted(
        mine.pk, offer.pk, oleg_operator.pk, olga_operator.pk, is_other_team=True
    )
    assert transfers_of(oleg_operator, now=now).to_me == []


def test_a_department_works_and_the_line_follows(ask, mine, olga_operator, department, now):
    expert = make_staff("expert@example.org", full_name="Э", role="operator", teams=[department])
    door.accept_transfer(offer=ask(department), by=expert, now=now)
    taken = fresh(mine)
    assert (taken.status, taken.assignee) == (Status.AT_DEPARTMENT, expert)
    assert (taken.home_assignee, taken.home_team_id) == (olga_operator, mine.team_id)


def test_of_a_team_one_takes_it_and_the_other_is_told_so(ask, mine, team_b, oleg_operator, now):
    second = make_staff("second@example.org", full_name="Второй", role="operator", teams=[team_b])
    offer = ask(team_b)
    door.accept_transfer(offer=offer, by=second, now=now)
    with pytest.raises(door.TransferGone):
        door.accept_transfer(offer=offer, by=oleg_operator, now=now)
    assert fresh(mine).assignee == second


def test_declined_it_stays_and_the_owner_reads_why(ask, mine, team_b, oleg_operator, now):
    offer = ask(team_b, oleg_operator)
    door.decline_transfer(offer=offer, reason="Это не наша тема.", by=oleg_operator, now=now)
    assert fresh(mine).assignee_id == offer.owner_id
    assert mine.items.filter(kind="note").last().body == "Это не наша тема."
    assert TransferOffer.objects.get().state == State.DECLINED


def test_given_to_somebody_meanwhile_the_question_is_void(
    ask, mine, senior, lawyer, team_b, oleg_operator, now
):
    offer = ask(team_b, oleg_operator)
    assign_ticket(ticket=mine, to=lawyer, by=senior, now=now)
    with pytest.raises(door.TransferGone):
        door.accept_transfer(offer=offer, by=oleg_operator, now=now)
    assert fresh(mine).assignee == lawyer
    assert transfers_of(oleg_operator, now=now).to_me == []
    assert door.sweep_transfers(now=now) == 1
    assert door.sweep_transfers(now=now) == 0


def test_after_a_quarter_of_an_hour_it_is_over_and_the_owner_hears(
    ask, mine, team_b, oleg_operator, now
):
    offer, later = ask(team_b, oleg_operator), now + door.WAITS
    assert door.sweep_transfers(now=later - timedelta(seconds=1)) == 0
    assert door.sweep_transfers(now=later) == 1
    assert facts(mine)[-1] == TransferEnded(mine.pk, offer.pk, offer.owner_id, is_late=True)
    with pytest.raises(door.TransferGone):
        door.accept_transfer(offer=offer, by=oleg_operator, now=later)


def test_asked_again_the_earlier_question_ends_and_it_can_be_taken_back(
    ask, mine, olga_operator, senior, team_a, team_b, now
):
    first, second = ask(team_b), ask(team_a, senior)
    first.refresh_from_db()
    assert first.state == State.ENDED
    door.withdraw_transfer(offer=second, by=olga_operator, now=now)
    assert transfers_of(senior, now=now).to_me == []
    with pytest.raises(door.TransferGone):
        door.withdraw_transfer(offer=second, by=olga_operator, now=now)


def test_who_may_not_and_what_makes_no_sense(
    ask, mine, olga_operator, oleg_operator, supervisor_b, senior, team_a, team_b, now
):
    for asked in (
        door.Asked(team_a),
        door.Asked(team_a, olga_operator),
        door.Asked(team_a, oleg_operator),
    ):
        with refused(InvalidInput):
            door.ask_transfer(ticket=mine, asked=asked, note="Слово", by=olga_operator, now=now)
    with refused(NotAllowed):
        door.ask_transfer(ticket=mine, asked=door.Asked(team_b), note="Слово", by=senior, now=now)
    offer = ask(team_b, oleg_operator)
    assert not can_answer_transfer(supervisor_b, offer)
    assert not can_withdraw_transfer(senior, offer)
    with refused(NotAllowed):
        door.accept_transfer(offer=offer, by=supervisor_b, now=now)


def test_a_step_higher_it_waits_for_who_is_on_that_step(mine, olga_operator, now):
    door.raise_tier(ticket=mine, tier=3, reason="Правовой вопрос", by=olga_operator, now=now)
    raised = fresh(mine)
    assert (raised.tier, raised.status, raised.assignee) == (3, Status.QUEUED, None)
    follow(ticket_id=mine.pk, by=olga_operator, now=now)
    item = WorkItem.objects.get(subject=f"ticket:{mine.pk}")
    assert (item.tier, item.state) == (3, WorkItem.State.WAITING)
    with refused(InvalidInput):
        door.raise_tier(ticket=mine, tier=2, reason="Ниже", by=olga_operator, now=now)


class TestOnTheDesk:
    def test_the_card_stands_on_every_page_and_its_button_opens_the_appeal(
        self, ask, mine, oleg_operator, team_b, client_for, now
    ):
        offer = ask(team_b, oleg_operator)
        TransferOffer.objects.update(expires_at=now + timedelta(days=3650))
        desk = client_for(oleg_operator)
        card = desk.get("/desk/offers/").content.decode()
        assert str(mine.number) in card
        assert "Ольга Соколова" in card
        answer = desk.post(f"/desk/transfers/{offer.pk}/accept/")
        assert (answer.status_code, answer["Location"]) == (303, f"/desk/{mine.number}/")
        assert fresh(mine).assignee == oleg_operator

    def test_for_who_was_not_asked_it_does_not_exist(
        self, ask, mine, oleg_operator, supervisor_b, team_b, client_for
    ):
        offer, desk = ask(team_b, oleg_operator), client_for(supervisor_b)
        for verb in ("accept", "decline", "withdraw"):
            assert desk.post(f"/desk/transfers/{offer.pk}/{verb}/").status_code == 404
        assert fresh(mine).assignee_id == offer.owner_id

    def test_asked_through_the_menu(self, mine, olga_operator, oleg_operator, team_b, client_for):
        desk = client_for(olga_operator)
        page = desk.get(f"/desk/{mine.number}/handover/").content.decode()
        assert f'value="{team_b.pk}:{oleg_operator.pk}"' in page
        form = {"to": f"{team_b.pk}:{oleg_operator.pk}", "note": "Слово"}
        assert desk.post(f"/desk/{mine.number}/handover/", form).status_code == 303
        assert TransferOffer.objects.get().to == oleg_operator
