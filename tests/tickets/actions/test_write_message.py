"""What the citizen's message does: it resumes, reopens, or begins a linked new appeal."""

from datetime import timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.accounts import make_limit, make_organisation
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, facts, refused, registered, stream
from tickets.actions._limits import CitizenLimited
from tickets.actions.answering import ask_citizen
from tickets.actions.conversation import write_message
from tickets.actions.linking import reclassify_ticket
from tickets.events import CitizenWrote, TicketContinued
from tickets.models import Ticket, TicketLink
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def test_adds_to_an_open_appeal(ticket, citizen, now):
    later = now + timedelta(minutes=3)
    item = write_message(ticket=ticket, by=citizen.user, body="Ещё вопрос", now=later)
    assert (item.kind, item.is_public, item.body) == ("message", True, "Ещё вопрос")
    assert fresh(ticket).activity_at == later
    assert facts(ticket)[-1] == CitizenWrote(ticket_id=ticket.pk, item_id=item.pk, verb="")


def test_resumes_what_waited(ticket, citizen, olga_operator, now):
    brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    later = now + timedelta(hours=2)
    item = write_message(ticket=ticket, by=citizen.user, body="+79161234567", now=later)
    resumed = fresh(ticket)
    assert (resumed.status, resumed.assignee) == (Status.IN_PROGRESS, olga_operator)
    assert (resumed.asked, resumed.silence_at) == ("", None)
    assert ticket.clocks.get(kind="service").paused_at is None
    assert stream(ticket)[-2:] == [("message", ""), ("move", "citizen_answered")]
    assert facts(ticket)[-1] == CitizenWrote(
        ticket_id=ticket.pk, item_id=item.pk, verb="citizen_answered"
    )


def test_an_absent_workers_substitute_goes_on(ticket, citizen, olga_operator, senior, now):
    brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    olga_operator.is_away, olga_operator.substitute = True, senior
    olga_operator.save(update_fields=["is_away", "substitute"])
    write_message(ticket=ticket, by=citizen.user, body="Вот", now=now)
    assert fresh(ticket).assignee == senior


def test_returns_to_the_department_that_asked(ticket, citizen, olga_operator, department, now):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    ask_citizen(ticket=ticket, by=olga_operator, question="Серия?", now=now)
    write_message(ticket=ticket, by=citizen.user, body="4510", now=now)
    back = fresh(ticket)
    assert (back.status, back.team) == (Status.AT_DEPARTMENT, department)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.REFUSED])
def test_reopens_within_a_month(ticket, citizen, olga_operator, now, status):
    brought_to(status, ticket, by=olga_operator, now=now)
    write_message(ticket=ticket, by=citizen.user, body="Не помогло", now=now + MONTH)
    again = fresh(ticket)
    assert (again.status, again.reopened_count) == (Status.IN_PROGRESS, 1)
    assert (again.resolved_at, again.closed_at, again.silence_at) == (None, None, None)
    assert ticket.clocks.get(kind="service").stopped_at is None
    assert facts(ticket)[-1].verb == "reopen"


def test_reopened_it_comes_home_from_the_department(
    ticket, citizen, olga_operator, team_a, senior, now
):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    from tickets.actions.answering import resolve_ticket

    resolve_ticket(ticket=ticket, by=olga_operator, answer="Готово", now=now)
    olga_operator.is_away, olga_operator.substitute = True, senior
    olga_operator.save(update_fields=["is_away", "substitute"])
    write_message(ticket=ticket, by=citizen.user, body="Не помогло", now=now)
    again = fresh(ticket)
    assert (again.team, again.home_team, again.assignee) == (team_a, None, senior)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.REFUSED])
def test_later_than_a_month_begins_a_linked_new_appeal(ticket, citizen, olga_operator, now, status):
    brought_to(status, ticket, by=olga_operator, now=now)
    late = now + MONTH + timedelta(seconds=1)
    before = fresh(ticket)
    item = write_message(ticket=ticket, by=citizen.user, body="Опять", now=late, client_key="k")
    new = item.ticket
    assert (new.number, new.status, new.kind) == (ticket.number + 1, "registered", ticket.kind)
    assert (new.subject, new.citizen, item.body) == (ticket.subject, citizen, "Опять")
    link = TicketLink.objects.get()
    assert (link.source, link.target, link.relation) == (ticket, new, "continued")
    assert (fresh(ticket).status, fresh(ticket).items_count) == (status, before.items_count)
    assert facts(ticket)[-1] == TicketContinued(ticket_id=ticket.pk, new_ticket_id=new.pk)
    again = write_message(ticket=ticket, by=citizen.user, body="Опять", now=late, client_key="k")
    assert again == item
    assert fact_names(ticket).count("TicketContinued") == 1


def test_to_a_redirected_one_begins_a_new_appeal(ticket, citizen, olga_operator, now):
    brought_to(Status.REDIRECTED, ticket, by=olga_operator, now=now)
    item = write_message(ticket=ticket, by=citizen.user, body="А мне куда?", now=now)
    assert item.ticket != ticket


def test_to_a_reclassified_one_goes_to_its_successor(ticket, citizen, olga_operator, now):
    new = reclassify_ticket(ticket=ticket, kind=Kind.COMPLAINT, by=olga_operator, now=now)
    item = write_message(ticket=ticket, by=citizen.user, body="Добавлю", now=now)
    assert item.ticket == new
    assert fresh(ticket).status == Status.CLOSED


def test_a_repeated_submit_is_one_message(ticket, citizen, now):
    for _ in range(2):
        write_message(ticket=ticket, by=citizen.user, body="Ещё", now=now, client_key="k1")
    assert ticket.items.count() == 2
    assert Ticket.objects.count() == 1


def test_an_empty_one_is_refused(ticket, citizen, now):
    with refused(InvalidInput):
        write_message(ticket=ticket, by=citizen.user, body=" ", now=now)


def test_a_limited_citizen_is_refused(ticket, citizen, senior, now):
    make_limit(citizen, set_by=senior, now=now)
    with refused(CitizenLimited, match="временно ограничен"):
        write_message(ticket=ticket, by=citizen.user, body="Ещё", now=now)


def test_a_representative_writes_for_the_organisation(desk, citizen, other_citizen, now):
    organisation = make_organisation()
    place = organisation.representatives.create(person=citizen, created_at=now)
    letter = registered(citizen, now=now)
    Ticket.objects.filter(pk=letter.pk).update(citizen=organisation)
    write_message(ticket=letter, by=citizen.user, body="От организации", now=now)
    with refused(NotAllowed):
        write_message(ticket=letter, by=other_citizen.user, body="Чужой", now=now)
    place.ended_at = now
    place.save(update_fields=["ended_at"])
    former = type(citizen.user).objects.get(pk=citizen.user.pk)
    with refused(NotAllowed):
        write_message(ticket=letter, by=former, body="Уже нет", now=now)


@pytest.mark.parametrize("person", ["other_citizen", "olga_operator", "administrator"])
def test_others_are_refused(ticket, person, request, now):
    by = request.getfixturevalue(person)
    with refused(NotAllowed):
        write_message(ticket=ticket, by=getattr(by, "user", by), body="Ещё", now=now)
