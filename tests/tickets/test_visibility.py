"""Who sees which appeals; foreign and missing look the same (Z-02, Z-09, Z-16)."""

import pytest
from django.http import Http404

from accounts.models import Citizen
from tests.factories.accounts import make_api_key, make_organisation, make_profile, make_staff
from tests.factories.tickets import make_ticket
from tests.tickets.helpers import brought_to, registered
from tickets.selectors.visibility import (
    branches_visible_to,
    ticket_by_number_for_code,
    ticket_for,
    visible_to,
)
from tickets.states import Status

pytestmark = pytest.mark.django_db

SEES = {
    "citizen": True,
    "other_citizen": False,
    "olga_operator": True,
    "oleg_operator": False,
    "senior": True,
    "lawyer": True,
    "sveta_supervisor": True,
    "supervisor_b": False,
    "quality": True,
    "editor": False,
    "auditor": False,
    "administrator": False,
    "anton_outsider": False,
    "former": False,
}


@pytest.mark.parametrize("person", SEES)
def test_the_cast(ticket, person, request):
    by = request.getfixturevalue(person)
    by = getattr(by, "user", by)
    assert list(visible_to(by)) == ([ticket] if SEES[person] else [])
    if SEES[person]:
        assert ticket_for(by, ticket.number) == ticket
    else:
        with pytest.raises(Http404, match="Обращение не найдено"):
            ticket_for(by, ticket.number)


@pytest.mark.parametrize("person", [person for person in SEES if not person.endswith("citizen")])
def test_the_branches_are_together_what_is_seen(ticket, team_b, department, person, request):
    by = request.getfixturevalue(person)
    for role in ("assignee", "home_assignee", "escalated_to"):
        make_ticket(team=team_b, status=Status.WAITING_CITIZEN, **{role: by})
        make_ticket(team=team_b, status=Status.RESOLVED, **{role: by})
    make_ticket(team=department, home_team=ticket.team, status=Status.AT_DEPARTMENT)
    found = {each.pk for branch in branches_visible_to(by) for each in branch}
    assert found == {each.pk for each in visible_to(by)}


@pytest.mark.parametrize("nobody", [None, object()])
def test_nobody_sees_nothing(ticket, nobody):
    assert not visible_to(nobody).exists()


def test_a_missing_number_looks_like_a_foreign_one(ticket, oleg_operator):
    answers = set()
    for number in (ticket.number, 399_999_999):
        with pytest.raises(Http404) as caught:
            ticket_for(oleg_operator, number)
        answers.add(str(caught.value))
    assert len(answers) == 1


def test_people_an_appeal_is_entrusted_to_see_it_outside_their_team(
    ticket, olga_operator, oleg_operator, supervisor_b, anton_outsider
):
    for field, person in (
        ("assignee", oleg_operator),
        ("escalated_to", supervisor_b),
        ("home_assignee", anton_outsider),
    ):
        ours = make_ticket(status=Status.WAITING_CITIZEN, **{field: person})
        make_ticket(status=Status.RESOLVED, **{field: person})
        assert visible_to(person).get() == ours


def test_both_sides_of_a_department_see_it(ticket, olga_operator, department, now):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    expert = make_staff(teams=[department])
    key = make_api_key(teams=[ticket.team])
    for by in (expert, olga_operator, key):
        assert visible_to(by).get() == ticket


def test_a_key_sees_its_teams_only(ticket, team_a, team_b):
    assert visible_to(make_api_key(teams=[team_a])).get() == ticket
    assert not visible_to(make_api_key(teams=[team_b])).exists()
    assert not visible_to(make_api_key(teams=[])).exists()


def test_a_citizen_sees_joined_profiles_and_own_organisations(desk, citizen, now):
    joined = make_profile(merged_into=citizen)
    organisation = make_organisation()
    organisation.representatives.create(person=citizen, created_at=now)
    own, of_joined, of_organisation = (
        make_ticket(citizen=each) for each in (citizen, joined, organisation)
    )
    make_ticket(citizen=make_profile())
    make_ticket(citizen=None)
    user = Citizen.objects.get(pk=citizen.pk).user
    assert set(visible_to(user)) == {own, of_joined, of_organisation}


class TestForCode:
    def test_is_found_for_the_sending_of_a_code(self, ticket):
        assert ticket_by_number_for_code(ticket.number) == ticket

    def test_nothing_is_sent_for_a_missing_number(self, ticket):
        assert ticket_by_number_for_code(399_999_999) is None

    def test_nothing_is_sent_about_an_anonymous_appeal(self, db):
        assert ticket_by_number_for_code(make_ticket(citizen=None).number) is None

    def test_nothing_is_sent_where_there_is_no_address(self, db):
        silent = make_ticket(citizen=make_profile(phone="", email=""))
        assert ticket_by_number_for_code(silent.number) is None


def test_the_page_of_an_appeal_costs_one_query(
    ticket, olga_operator, django_assert_num_queries, citizen, now
):
    registered(citizen, now=now)
    olga_operator.team_ids()
    ticket_for(olga_operator, ticket.number)  # reference data are kept from now on
    with django_assert_num_queries(1):
        found = ticket_for(olga_operator, ticket.number)
        assert (found.citizen.full_name, found.topic.code) == ("Морозова Мария Петровна", "other")
        assert (found.team.title, found.assignee) == ("Линия А", None)
