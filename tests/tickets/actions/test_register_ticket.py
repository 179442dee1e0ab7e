"""The door every channel comes through."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from sequences.models import Sequence

from accounts.actions.profiles import Caller, FullName
from accounts.models import Citizen
from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from journal.facts import fact_of
from journal.models import Entry
from tests.factories.accounts import make_api_key, make_limit, make_organisation
from tests.factories.tickets import fresh, make_route, make_topic
from tests.tickets.helpers import BODY, facts, new_ticket, refused, registered, stream
from tickets.actions._limits import CitizenLimited
from tickets.actions.attachments import AttachmentNotFound
from tickets.actions.registration import (
    KeyReused,
    register_for_caller,
    register_ticket,
)
from tickets.events import NumbersNearlyFull, TicketRegistered
from tickets.models import Ticket
from tickets.models.ticket import Kind
from tickets.numbers import NumbersFull
from tickets.selectors.visibility import visible_to
from tickets.states import Status

pytestmark = pytest.mark.django_db


class TestCabinet:
    def test_gets_its_number_its_stream_and_its_clock(self, desk, citizen, team_a, now):
        ticket = fresh(registered(citizen, now=now))
        assert (ticket.number, ticket.type, ticket.kind) == (300_000_001, 3, "question")
        assert (ticket.status, ticket.team, ticket.topic.code) == (
            Status.REGISTERED,
            team_a,
            "other",
        )
        assert (ticket.registered_at, ticket.activity_at, ticket.items_count) == (now, now, 1)
        assert ticket.expected_date == date(2026, 11, 23)
        assert stream(ticket) == [("message", "")]
        message = ticket.items.get()
        assert (message.body, message.is_public, message.author) == (BODY, True, citizen.user)
        assert facts(ticket) == [
            TicketRegistered(ticket_id=ticket.pk, type=3, channel="cabinet", team_id=team_a.pk)
        ]

    def test_is_bound_to_the_profile_by_a_whole_contact(self, desk, citizen, now):
        contact = registered(citizen, now=now).contact
        assert (contact.citizen, contact.channel) == (citizen, "cabinet")
        assert (contact.started_at, contact.ended_at) == (now, now)

    @pytest.mark.parametrize(
        ("kind", "number"),
        [
            (Kind.APPLICATION, 100_000_001),
            (Kind.PROPOSAL, 100_000_001),
            (Kind.COMPLAINT, 200_000_001),
            (Kind.QUESTION, 300_000_001),
            (Kind.INFO_REQUEST, 300_000_001),
        ],
    )
    def test_the_first_digit_is_the_type(self, desk, citizen, kind, number, now):
        assert registered(citizen, now=now, kind=kind).number == number

    def test_types_count_apart(self, desk, citizen, now):
        kinds = (Kind.COMPLAINT, Kind.QUESTION, Kind.COMPLAINT)
        numbers = [registered(citizen, now=now, kind=kind).number for kind in kinds]
        assert numbers == [200_000_001, 300_000_001, 200_000_002]

    def test_the_subject_is_the_first_line_cut_at_a_word(self, desk, citizen, now):
        assert registered(citizen, now=now).subject == "Не приходит код подтверждения."
        long = registered(citizen, now=now, body="Слово " * 40)
        assert long.subject == " ".join(["Слово"] * 20) + "…"
        assert registered(citizen, now=now, subject=" Вход  в кабинет ").subject == "Вход в кабинет"

    def test_the_topics_line_gets_it(self, desk, citizen, team_b, now):
        payment = make_topic("payment")
        make_route(payment, team_b)
        assert registered(citizen, now=now, topic=payment).team == team_b

    @pytest.mark.parametrize("body", ["", "  \n", "\x00"])
    def test_an_empty_description_is_refused(self, desk, citizen, body, now):
        with refused(InvalidInput, match="Опишите, что случилось"):
            registered(citizen, now=now, body=body)

    def test_a_limited_citizen_is_refused(self, desk, citizen, senior, now):
        make_limit(citizen, set_by=senior, now=now)
        with refused(CitizenLimited):
            registered(citizen, now=now)
        assert registered(citizen, now=now + timedelta(days=8)).number == 300_000_001

    def test_for_somebody_else_is_refused(self, desk, citizen, other_citizen, now):
        with refused(NotAllowed):
            register_ticket(new=new_ticket(other_citizen), by=citizen.user, now=now)

    def test_for_ones_organisation_is_allowed(self, desk, citizen, now):
        organisation = make_organisation()
        organisation.representatives.create(person=citizen, created_at=now)
        ticket = register_ticket(new=new_ticket(organisation), by=citizen.user, now=now)
        assert visible_to(citizen.user).get() == ticket

    def test_costs_eight_statements(self, desk, citizen, now):
        registered(citizen, now=now)  # reference data are kept from now on
        citizen = Citizen.objects.select_related("user").get(pk=citizen.pk)
        new = new_ticket(citizen, client_key="k")
        with CaptureQueriesContext(connection) as queries:
            register_ticket(new=new, by=citizen.user, now=now)
        statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
        assert len(statements) <= 8, "\n".join(statements)
        assert "sequences_sequence" in statements[-2]
        assert statements[-1].startswith('INSERT INTO "tickets_ticket"')


class TestOtherChannels:
    def test_an_operator_registers_a_caller_and_says_the_number(self, desk, olga_operator, now):
        caller = Caller(phone="+79165550011", name=FullName(last="Седова", first="Анна"))
        new = new_ticket(None, channel="phone", kind=Kind.COMPLAINT)
        first = register_for_caller(caller=caller, new=new, by=olga_operator, now=now)
        second = register_for_caller(caller=caller, new=new, by=olga_operator, now=now)
        assert (first.number, second.number) == (200_000_001, 200_000_002)
        assert first.citizen == second.citizen
        assert (first.citizen.phone, first.channel) == ("+79165550011", "phone")

    def test_a_repeated_submit_about_a_caller_is_one_appeal_of_one_person(
        self, desk, olga_operator, now
    ):
        caller = Caller(name=FullName(last="Седова", first="Анна"))
        new = new_ticket(None, channel="phone", client_key="k1")
        first = register_for_caller(caller=caller, new=new, by=olga_operator, now=now)
        again = register_for_caller(caller=caller, new=new, by=olga_operator, now=now)
        assert again == first
        assert Citizen.objects.count() == 1
        other = Caller(name=FullName(last="Седова", first="Инна"))
        with refused(KeyReused):
            register_for_caller(caller=other, new=new, by=olga_operator, now=now)

    def test_an_anonymous_one_is_taken_and_no_answer_is_due(self, desk, olga_operator, now):
        new = new_ticket(None, channel="phone", kind=Kind.COMPLAINT)
        ticket = register_ticket(new=new, by=olga_operator, now=now)
        assert (ticket.is_answer_due, ticket.is_official) == (False, False)
        assert not ticket.clocks.filter(kind="law").exists()
        assert ticket.expected_date is None

    def test_what_is_said_in_a_chat_is_never_official(self, desk, citizen, olga_operator, now):
        new = new_ticket(citizen, channel="chat", kind=Kind.COMPLAINT, is_official=True)
        with refused(InvalidInput, match="в личном кабинете"):
            register_ticket(new=new, by=olga_operator, now=now)

    def test_a_key_reads_what_it_registered_for_another_team(
        self, desk, citizen, team_a, team_b, now
    ):
        key = make_api_key(teams=[team_b], scopes=["tickets:write", "tickets:read"])
        ticket = register_ticket(new=new_ticket(citizen, channel="api"), by=key, now=now)
        assert ticket.team == team_a
        assert visible_to(key).get() == ticket

    def test_a_key_that_may_only_read_is_refused(self, desk, citizen, team_a, now):
        key = make_api_key(teams=[team_a], scopes=["tickets:read"])
        with refused(NotAllowed):
            register_ticket(new=new_ticket(citizen, channel="api"), by=key, now=now)

    def test_the_system_registers(self, desk, citizen, now):
        assert register_ticket(new=new_ticket(citizen), by=SYSTEM, now=now).number == 300_000_001

    @pytest.mark.parametrize("person", ["quality", "editor", "administrator", "former"])
    def test_others_are_refused(self, desk, citizen, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            register_ticket(new=new_ticket(citizen), by=by, now=now)

    def test_nobody_is_not_the_system(self, desk, citizen, now):
        with pytest.raises(TypeError):
            register_ticket(new=new_ticket(citizen), by=None, now=now)


class TestRetry:
    def test_the_same_key_returns_the_first_appeal(self, desk, citizen, now):
        first = registered(citizen, now=now, client_key="k1")
        again = registered(citizen, now=now + timedelta(minutes=1), client_key="k1")
        assert again == first
        assert Ticket.objects.count() == 1
        assert registered(citizen, now=now).number == first.number + 1

    def test_another_request_with_the_key_is_refused(self, desk, citizen, now):
        registered(citizen, now=now, client_key="k1")
        with refused(KeyReused):
            registered(citizen, now=now, client_key="k1", body="Другое")

    def test_keys_of_two_people_never_meet(self, desk, citizen, other_citizen, now):
        one = registered(citizen, now=now, client_key="k1")
        assert registered(other_citizen, now=now, client_key="k1") != one

    def test_a_key_too_long_is_refused(self, desk, citizen, now):
        with refused(InvalidInput):
            registered(citizen, now=now, client_key="k" * 81)


class TestFull:
    def test_after_the_last_number_nothing_is_registered(self, desk, citizen, now):
        Sequence.objects.create(name="tickets.3", last=99_999_998)
        assert registered(citizen, now=now).number == 399_999_999
        with refused(NumbersFull, match="«Вопрос» закончились"):
            registered(citizen, now=now)
        assert Sequence.objects.get(name="tickets.3").last == 99_999_999
        assert registered(citizen, now=now, kind=Kind.COMPLAINT).number == 200_000_001

    def test_at_nine_tenths_the_alarm_is_raised_once(self, desk, citizen, now):
        Sequence.objects.create(name="tickets.3", last=89_999_998)
        for _ in range(3):
            registered(citizen, now=now)
        alarm = fact_of(Entry.objects.get(event="tickets.NumbersNearlyFull"))
        assert alarm.event == NumbersNearlyFull(type=3, used=90_000_000)


def test_a_refused_registration_gives_its_number_back(desk, citizen, now):
    first = registered(citizen, now=now)
    lost = replace(new_ticket(citizen), attachment_ids=(first.pk,), draft_key="cabinet:new")
    with refused(AttachmentNotFound):
        register_ticket(new=lost, by=citizen.user, now=now)
    assert registered(citizen, now=now).number == first.number + 1
