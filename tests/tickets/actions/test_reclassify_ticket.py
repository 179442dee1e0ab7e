"""The type never changes: another type is another number (R-097)."""

from datetime import timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import BODY, brought_to, fact_names, facts, refused, stream
from tickets.actions._move import MoveRefused
from tickets.actions.linking import reclassify_ticket
from tickets.events import TicketReclassified
from tickets.models import TicketLink
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db


def test_a_linked_new_appeal_takes_its_place(ticket, citizen, olga_operator, now):
    later = now + timedelta(hours=3)
    new = reclassify_ticket(ticket=ticket, kind=Kind.COMPLAINT, by=olga_operator, now=later)
    old, new = fresh(ticket), fresh(new)
    assert (old.number, old.status, old.closed_at) == (ticket.number, Status.CLOSED, later)
    assert (new.number, new.kind, new.is_official) == (200_000_001, "complaint", True)
    assert (new.citizen, new.subject, new.team) == (citizen, old.subject, old.team)
    assert new.items.get(seq=1).body == BODY
    assert (new.status, new.assignee) == (Status.IN_PROGRESS, olga_operator)
    link = TicketLink.objects.get()
    assert (link.source, link.target, link.relation) == (old, new, "reclassified")
    assert stream(old)[-1] == ("move", "reclassify")
    assert facts(old)[-1] == TicketReclassified(ticket_id=old.pk, new_ticket_id=new.pk)
    assert fact_names(new) == ["TicketRegistered", "TicketAssigned"]


def test_terms_count_from_the_first_registration(ticket, olga_operator, now):
    later = now + timedelta(days=3)
    new = reclassify_ticket(ticket=ticket, kind=Kind.COMPLAINT, by=olga_operator, now=later)
    assert new.registered_at == later
    assert {clock.started_at for clock in new.clocks.all()} == {now}
    assert {clock.stopped_at for clock in ticket.clocks.all()} == {later}


def test_from_the_department_it_returns_to_the_line(ticket, olga_operator, team_a, now):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    new = reclassify_ticket(ticket=ticket, kind=Kind.APPLICATION, by=olga_operator, now=now)
    assert (new.team, new.number) == (team_a, 100_000_001)


def test_the_same_type_is_a_correction_of_details(ticket, olga_operator, now):
    with refused(InvalidInput, match="та же первая цифра"):
        reclassify_ticket(ticket=ticket, kind=Kind.INFO_REQUEST, by=olga_operator, now=now)


def test_twice_is_refused(ticket, olga_operator, now):
    reclassify_ticket(ticket=ticket, kind=Kind.COMPLAINT, by=olga_operator, now=now)
    with refused(MoveRefused):
        reclassify_ticket(ticket=ticket, kind=Kind.COMPLAINT, by=olga_operator, now=now)


@pytest.mark.parametrize("person", ["oleg_operator", "quality", "citizen"])
def test_others_are_refused(ticket, person, request, now):
    by = request.getfixturevalue(person)
    with refused(NotAllowed):
        reclassify_ticket(ticket=ticket, kind=Kind.COMPLAINT, by=getattr(by, "user", by), now=now)
