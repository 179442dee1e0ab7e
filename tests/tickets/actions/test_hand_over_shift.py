"""The end of a shift: nobody's appeals are left behind (decisions 6)."""

import pytest

from accounts.actions.staff import deactivate, set_away
from accounts.models import User
from common.actors import SYSTEM
from common.errors import NotAllowed
from journal.outbox import run_due
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, refused, registered
from tickets.actions.assignment import HandOver, hand_over_shift, pass_on_lost_work, take_ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirill(team_a):
    return make_staff("kirill@example.org", full_name="Кирилл Котов", teams=[team_a])


@pytest.fixture
def work(desk, citizen, olga_operator, now):
    """One appeal in work, one that waits for the citizen, one answered; all of Olga."""
    states = (Status.IN_PROGRESS, Status.WAITING_CITIZEN, Status.RESOLVED)
    return [
        brought_to(status, registered(citizen, now=now), by=olga_operator, now=now)
        for status in states
    ]


def rows(work):
    return [(fresh(ticket).status, fresh(ticket).assignee) for ticket in work]


def test_goes_to_the_named_colleague(work, olga_operator, kirill, now):
    result = hand_over_shift(colleague=olga_operator, by=olga_operator, now=now, to=kirill)
    assert result == HandOver(passed=2, pooled=0)
    assert rows(work) == [
        (Status.IN_PROGRESS, kirill),
        (Status.WAITING_CITIZEN, kirill),
        (Status.RESOLVED, olga_operator),
    ]
    assert fact_names(work[0]) == ["TicketRegistered", "TicketAssigned", "TicketAssigned"]


def test_goes_to_the_substitute(work, olga_operator, kirill, now):
    olga_operator.substitute = kirill
    olga_operator.save(update_fields=["substitute"])
    assert hand_over_shift(colleague=olga_operator, by=SYSTEM, now=now) == HandOver(2, 0)
    assert fresh(work[0]).assignee == kirill


def test_returns_to_the_pool_without_a_substitute(work, olga_operator, now):
    assert hand_over_shift(colleague=olga_operator, by=olga_operator, now=now) == HandOver(0, 2)
    assert rows(work) == [
        (Status.QUEUED, None),
        (Status.WAITING_CITIZEN, None),
        (Status.RESOLVED, olga_operator),
    ]


def test_what_the_heir_may_not_work_on_returns_to_the_pool(work, olga_operator, oleg_operator, now):
    result = hand_over_shift(colleague=olga_operator, by=olga_operator, now=now, to=oleg_operator)
    assert result == HandOver(passed=0, pooled=2)


def test_a_leader_does_it_for_a_colleague(ticket, olga_operator, senior, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    assert hand_over_shift(colleague=olga_operator, by=senior, now=now) == HandOver(0, 1)


@pytest.mark.parametrize("person", ["kirill", "supervisor_b", "administrator", "citizen"])
def test_others_are_refused(work, olga_operator, person, request, now):
    by = request.getfixturevalue(person)
    with refused(NotAllowed):
        hand_over_shift(colleague=olga_operator, by=getattr(by, "user", by), now=now)


def test_without_work_nothing_happens(olga_operator, now):
    assert hand_over_shift(colleague=olga_operator, by=olga_operator, now=now) == HandOver(0, 0)


class TestLostWork:
    def test_of_another_team_goes_to_the_pool(self, work, olga_operator, team_b, now):
        olga_operator.memberships.update(team=team_b)
        olga = User.objects.get(pk=olga_operator.pk)
        assert pass_on_lost_work(colleague=olga, by=SYSTEM, now=now) == HandOver(0, 2)
        assert fresh(work[0]).assignee is None

    def test_of_ones_own_team_stays(self, work, olga_operator, now):
        assert pass_on_lost_work(colleague=olga_operator, by=SYSTEM, now=now) == HandOver(0, 0)
        assert fresh(work[0]).assignee == olga_operator

    def test_of_a_former_colleague_goes_to_the_substitute(self, work, olga_operator, kirill, now):
        olga_operator.is_active, olga_operator.substitute = False, kirill
        olga_operator.save(update_fields=["is_active", "substitute"])
        assert pass_on_lost_work(colleague=olga_operator, by=SYSTEM, now=now) == HandOver(2, 0)

    def test_the_facts_about_staff_bring_it_about(self, work, olga_operator, administrator, now):
        deactivate(user=olga_operator, by=administrator, now=now)
        run_due()
        assert rows(work)[0] == (Status.QUEUED, None)

    def test_an_absent_persons_work_is_given_away_once(self, work, olga_operator, kirill, now):
        olga_operator.substitute = kirill
        olga_operator.save(update_fields=["substitute"])
        set_away(user=olga_operator, is_away=True, by=olga_operator, now=now)
        run_due()
        assert fresh(work[0]).assignee == kirill
