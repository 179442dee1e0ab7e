"""Corrections of what an appeal says of itself, and the extension of its term."""

from datetime import date, timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh, make_policy, make_route, make_topic
from tests.tickets.helpers import brought_to, fact_names, facts, refused, registered, stream
from tickets.actions._move import MoveRefused
from tickets.actions.clocks import CannotExtend
from tickets.actions.details import Details, NotOfficial, change_details, extend_ticket
from tickets.events import TicketDetailsChanged, TicketExtended
from tickets.models.ticket import DelayReason, Kind, Priority
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(desk, citizen, now):
    return registered(citizen, now=now, kind=Kind.COMPLAINT)


class TestDetails:
    def test_another_topic_offers_its_line_and_moves_nothing(
        self, ticket, olga_operator, team_a, team_b, now
    ):
        payment = make_topic("payment")
        make_route(payment, team_b)
        changed = change_details(
            ticket=ticket, details=Details(topic=payment), by=olga_operator, now=now
        )
        assert (changed.fields, changed.offered_team) == (["topic"], team_b)
        assert (fresh(ticket).topic, fresh(ticket).team) == (payment, team_a)
        line = ticket.items.order_by("-seq").first()
        assert (line.is_public, line.data) == (
            True,
            {"verb": "details", "changed": {"topic": "payment"}},
        )
        assert facts(ticket)[-1] == TicketDetailsChanged(ticket_id=ticket.pk, fields=["topic"])

    def test_a_topic_of_the_same_line_offers_nothing(self, ticket, olga_operator, team_a, now):
        login = make_topic("login")
        make_route(login, team_a)
        changed = change_details(
            ticket=ticket, details=Details(topic=login), by=olga_operator, now=now
        )
        assert changed.offered_team is None

    def test_another_priority_has_other_terms_from_the_start(self, ticket, olga_operator, now):
        urgent = make_policy(60, priority=Priority.URGENT)
        later = now + timedelta(minutes=10)
        change_details(
            ticket=ticket, details=Details(priority=Priority.URGENT), by=olga_operator, now=later
        )
        clock = ticket.clocks.get(kind="service")
        assert (clock.policy, clock.due_at) == (urgent, now + timedelta(hours=1))
        assert ticket.items.get(seq=2).is_public is False

    def test_the_official_mark_starts_and_ends_the_clock_of_the_law(
        self, desk, citizen, olga_operator, now
    ):
        request = registered(citizen, now=now, kind=Kind.INFO_REQUEST)
        change_details(ticket=request, details=Details(is_official=True), by=olga_operator, now=now)
        assert fresh(request).expected_date == date(2026, 12, 18)
        assert request.clocks.get(kind="law").started_at == now
        change_details(
            ticket=request, details=Details(is_official=False), by=olga_operator, now=now
        )
        assert not request.clocks.filter(kind="law").exists()
        assert fresh(request).expected_date == date(2026, 11, 23)

    def test_the_delay_is_explained_with_a_new_date(self, ticket, olga_operator, now):
        details = Details(delay_reason=DelayReason.CHECKS, expected_date=date(2026, 12, 1))
        change_details(ticket=ticket, details=details, by=olga_operator, now=now)
        told = fresh(ticket)
        assert (told.delay_reason, told.expected_date) == ("checks", date(2026, 12, 1))
        assert ticket.items.get(seq=2).is_public is True

    def test_a_proposal_may_turn_out_an_application(self, desk, citizen, olga_operator, now):
        proposal = registered(citizen, now=now, kind=Kind.PROPOSAL)
        change_details(
            ticket=proposal, details=Details(kind=Kind.APPLICATION), by=olga_operator, now=now
        )
        assert (fresh(proposal).kind, fresh(proposal).number) == ("application", proposal.number)

    def test_without_a_difference_nothing_is_written(self, ticket, olga_operator, now):
        details = Details(priority=Priority.NORMAL, delay_reason="")
        changed = change_details(ticket=ticket, details=details, by=olga_operator, now=now)
        assert changed.fields == []
        assert fact_names(ticket) == ["TicketRegistered"]

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            (Details(kind=Kind.COMPLAINT), "kind"),
            (Details(priority=9), "priority"),
            (Details(delay_reason="weather"), "delay_reason"),
            (Details(is_official=True), "is_official"),
            (Details(expected_date=date(2026, 11, 19)), "expected_date"),
        ],
    )
    def test_what_cannot_be_is_refused(self, ticket, olga_operator, details, field, now):
        with refused(InvalidInput) as caught:
            change_details(ticket=ticket, details=details, by=olga_operator, now=now)
        assert caught.value.field == field

    def test_no_date_beyond_the_law_is_promised(self, complaint, olga_operator, now):
        with refused(InvalidInput, match=r"ответ нужен до 18\.12\.2026"):
            change_details(
                ticket=complaint,
                details=Details(expected_date=date(2026, 12, 19)),
                by=olga_operator,
                now=now,
            )

    def test_what_is_over_is_refused(self, ticket, olga_operator, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        with refused(MoveRefused):
            change_details(ticket=ticket, details=Details(priority=1), by=olga_operator, now=now)

    @pytest.mark.parametrize("person", ["oleg_operator", "quality", "citizen"])
    def test_others_are_refused(self, ticket, person, request, now):
        by = getattr(request.getfixturevalue(person), "user", None)
        by = by or request.getfixturevalue(person)
        with refused(NotAllowed):
            change_details(ticket=ticket, details=Details(priority=4), by=by, now=now)


class TestExtend:
    def test_once_with_the_reason_for_the_citizen(self, complaint, senior, now):
        extend_ticket(ticket=complaint, by=senior, reason="Ждём ответ банка", days=30, now=now)
        item = complaint.items.order_by("-seq").first()
        assert (item.body, item.is_public) == ("Ждём ответ банка", True)
        assert item.data == {"verb": "extend", "due_date": "2027-01-19"}
        assert fresh(complaint).expected_date == date(2027, 1, 19)
        law = complaint.clocks.get(kind="law")
        assert facts(complaint)[-1] == TicketExtended(
            ticket_id=complaint.pk, item_id=item.pk, due_at=law.due_at
        )
        with refused(CannotExtend, match="один раз"):
            extend_ticket(ticket=complaint, by=senior, reason="Ещё", days=1, now=now)

    @pytest.mark.parametrize("days", [0, 31])
    def test_by_thirty_days_at_most(self, complaint, senior, days, now):
        with refused(InvalidInput):
            extend_ticket(ticket=complaint, by=senior, reason="Долго", days=days, now=now)

    def test_a_reason_is_needed(self, complaint, senior, now):
        with refused(InvalidInput, match="закон обязывает"):
            extend_ticket(ticket=complaint, by=senior, reason="", days=30, now=now)

    def test_a_question_has_no_term_of_the_law(self, ticket, senior, now):
        with refused(NotOfficial):
            extend_ticket(ticket=ticket, by=senior, reason="Долго", days=30, now=now)

    def test_when_the_term_has_passed_it_is_too_late(self, complaint, senior, now):
        with refused(CannotExtend):
            extend_ticket(
                ticket=complaint, by=senior, reason="?", days=30, now=now + timedelta(days=40)
            )

    @pytest.mark.parametrize("person", ["olga_operator", "supervisor_b", "citizen"])
    def test_others_are_refused(self, complaint, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            extend_ticket(
                ticket=complaint, by=getattr(by, "user", by), reason="?", days=30, now=now
            )

    def test_what_is_over_is_refused(self, complaint, olga_operator, senior, now):
        brought_to(Status.RESOLVED, complaint, by=olga_operator, now=now)
        assert stream(complaint)[-1] == ("move", "resolve")
        with refused(MoveRefused):
            extend_ticket(ticket=complaint, by=senior, reason="?", days=30, now=now)
