"""Who is told of what, and in which words; what open pages are told to fetch."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Representative
from common.actors import SYSTEM
from gosuslugi_support import wiring
from journal.facts import Fact, fact_of, record
from notifications.catalogue import TEMPLATES
from notifications.models import Delivery
from tests.factories.accounts import make_organisation, make_profile, make_staff
from tests.factories.tickets import fresh, make_clock, make_ticket
from tickets import events, handlers, notices
from tickets.models import PendingAnswer, Ticket
from tickets.selectors.automatic import automatic_title
from tickets.states import Status

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def fact(event: Any, *, by: Any = SYSTEM, at: datetime = NOW) -> Fact:
    return fact_of(record(event, by=by, at=at))


def told(event: Any, **kwargs: Any) -> list[tuple[str, str, dict[str, str]]]:
    """(e-mail, template, context without number and link) of every notice."""
    return [
        (
            notice.recipient.email,
            notice.template,
            {k: v for k, v in notice.context.items() if k not in {"number", "link"}},
        )
        for notice in notices.notices_for(fact(event, **kwargs))
    ]


def whom(event: Any, **kwargs: Any) -> list[str]:
    return sorted(email for email, _, _ in told(event, **kwargs))


@pytest.fixture
def ticket(team_a: Any, citizen: Any, olga_operator: Any) -> Ticket:
    return make_ticket(
        team=team_a,
        citizen=citizen,
        assignee=olga_operator,
        status=Status.IN_PROGRESS,
        registered_at=NOW,
        expected_date=(NOW + timedelta(days=6)).date(),
    )


def at_state(ticket: Ticket, status: str, **fields: Any) -> Ticket:
    ended = {"resolved_at": NOW} if status == Status.RESOLVED else {}
    Ticket.objects.filter(pk=ticket.pk).update(status=status, **(ended | fields))
    return fresh(ticket)


class TestCitizen:
    MARIA = "maria@example.org"

    def test_gets_the_number_by_mail_and_sms_whatever_the_channel(self, team_a, citizen):
        for channel in ("cabinet", "phone", "mfc", "api", "email"):
            ticket = make_ticket(team=team_a, citizen=citizen, channel=channel)
            event = events.TicketRegistered(ticket.pk, ticket.type, channel, team_a.pk)
            handlers.notify_people(fact(event))
            sent = Delivery.objects.filter(template="ticket_registered", person_id=citizen.pk)
            found = [row for row in sent if str(ticket.number) in row.body]
            assert sorted(row.channel for row in found) == ["email", "sms"]
            assert all(row.is_urgent for row in found)

    def test_the_number_is_sent_to_who_registered_it_themselves(self, ticket, citizen, team_a):
        event = events.TicketRegistered(ticket.pk, ticket.type, "cabinet", team_a.pk)
        assert told(event, by=citizen.user) == [
            (self.MARIA, "ticket_registered", {"expected_date": "26 ноября 2026"})
        ]

    def test_asked_twice_is_told_once(self, ticket):
        asked = fact(events.TicketAnswered(ticket.pk, ticket.pk))
        handlers.notify_people(asked)
        handlers.notify_people(asked)
        assert Delivery.objects.filter(template="ticket_answered").count() == 2
        assert ticket.items.count() == fresh(ticket).items_count == 1

    @pytest.mark.parametrize(
        ("status", "event", "expected"),
        [
            (Status.IN_PROGRESS, events.TicketAnswered, ("ticket_answered", {})),
            (
                Status.WAITING_CITIZEN,
                events.CitizenAsked,
                ("ticket_asked", {"close_date": "4 декабря 2026"}),
            ),
            (
                Status.RESOLVED,
                events.TicketResolved,
                ("ticket_resolved", {"reopen_date": "20 декабря 2026"}),
            ),
            (Status.IN_PROGRESS, events.TicketRefused, ("ticket_refused", {})),
            (Status.IN_PROGRESS, events.TicketRedirected, ("ticket_redirected", {})),
        ],
    )
    def test_is_told_of_what_changed(self, ticket, status, event, expected):
        at_state(ticket, status)
        made = event(ticket_id=ticket.pk, item_id=ticket.pk)
        assert told(made) == [(self.MARIA, *expected)]

    def test_is_told_of_a_new_date(self, ticket):
        due = datetime(2027, 1, 19, 20, 59, 59, tzinfo=UTC)
        event = events.TicketExtended(ticket.pk, ticket.pk, due)
        assert told(event) == [(self.MARIA, "ticket_extended", {"expected_date": "19 января 2027"})]

    def test_is_told_in_their_language(self, ticket, citizen):
        citizen.language = "en"
        citizen.save(update_fields=["language"])
        at_state(ticket, Status.WAITING_CITIZEN)
        event = events.CitizenAsked(ticket.pk, ticket.pk)
        assert told(event)[0][2] == {"close_date": "4 December 2026"}

    def test_is_told_of_the_department(self, ticket, department, team_a):
        at_state(ticket, Status.AT_DEPARTMENT, team=department, home_team=team_a)
        event = events.TicketSentToDepartment(ticket.pk, department.pk, team_a.pk)
        status = {"status": "Передано в экспертный отдел"}
        assert told(event) == [(self.MARIA, "ticket_status_changed", status)]

    def test_what_is_over_meanwhile_is_not_told(self, ticket):
        assert told(events.CitizenAsked(ticket.pk, ticket.pk)) == []
        assert told(events.SilenceReminded(ticket.pk, 1)) == []

    def test_reminder_names_the_day_of_closing(self, ticket):
        at_state(ticket, Status.WAITING_CITIZEN, silence_at=NOW + timedelta(days=7))
        assert told(events.SilenceReminded(ticket.pk, 1)) == [
            (self.MARIA, "silence_reminder", {"close_date": "4 декабря 2026"})
        ]

    def test_is_not_told_of_what_they_did_themselves(self, ticket, citizen, olga_operator):
        at_state(ticket, Status.CLOSED, closed_at=NOW)
        event = events.TicketClosed(ticket.pk, by_silence=False)
        assert whom(event, by=citizen.user) == []
        assert whom(event, by=olga_operator) == [self.MARIA]
        assert whom(event) == [self.MARIA]

    def test_a_joined_profile_is_told_at_the_main_one(self, ticket, citizen):
        old = make_profile(phone="+79990000001", merged_into=citizen)
        Ticket.objects.filter(pk=ticket.pk).update(citizen=old)
        assert whom(events.TicketAnswered(ticket.pk, ticket.pk)) == [self.MARIA]

    def test_of_an_organisation_its_representatives_are_told(self, ticket, citizen, other_citizen):
        firm = make_organisation(email="firm@example.org")
        Representative.objects.create(organisation=firm, person=citizen, created_at=NOW)
        Representative.objects.create(
            organisation=firm, person=other_citizen, created_at=NOW, ended_at=NOW
        )
        Ticket.objects.filter(pk=ticket.pk).update(citizen=firm)
        event = events.TicketAnswered(ticket.pk, ticket.pk)
        assert whom(event) == ["firm@example.org", self.MARIA]

    def test_without_a_sign_in_the_link_is_the_public_status(self, ticket, citizen):
        caller = make_profile(phone="+79160000002", email="caller@example.org")
        link = notices.citizen_link(ticket, caller)
        assert link == "http://localhost:8000/status/"
        own = notices.citizen_link(ticket, citizen)
        assert own == f"http://localhost:8000/cabinet/{ticket.number}/"

    def test_an_anonymous_appeal_tells_nobody(self, team_a):
        ticket = make_ticket(team=team_a)
        event = events.TicketRegistered(ticket.pk, ticket.type, "phone", team_a.pk)
        assert told(event) == []

    def test_the_stream_says_what_was_sent(self, ticket):
        handlers.notify_people(fact(events.TicketAnswered(ticket.pk, ticket.pk)))
        item = ticket.items.get()
        assert (item.kind, item.is_public, item.seq) == ("notice", True, 1)
        assert automatic_title(item.data) == "Уведомление «Ответ на обращение»: письмо, СМС"
        assert fresh(ticket).activity_at == ticket.activity_at
        assert fresh(ticket).items_count == 1

    def test_colleagues_see_that_nobody_can_be_reached(self, ticket):
        nobody = make_profile()
        Ticket.objects.filter(pk=ticket.pk).update(citizen=nobody)
        handlers.notify_people(fact(events.TicketAnswered(ticket.pk, ticket.pk)))
        item = ticket.items.get()
        assert (item.is_public, item.data["verb"]) == (False, "not_notified")
        assert "нет доступного телефона или почты" in automatic_title(item.data)


class TestColleagues:
    @pytest.fixture(autouse=True)
    def _clock(self, ticket: Ticket) -> None:
        self.clock = make_clock(ticket, due_at=NOW + 5 * HOUR, warn_at=NOW)

    def test_warning_goes_to_the_assignee(self, ticket, senior):
        event = events.ClockWarned(ticket.pk, "service")
        assert told(event) == [
            ("olga@example.org", "sla_warning", {"due_at": "20 ноября 2026, 17:00"})
        ]

    def test_warning_goes_to_who_stands_in(self, ticket, olga_operator, lawyer):
        olga_operator.is_away, olga_operator.substitute = True, lawyer
        olga_operator.save()
        assert whom(events.ClockWarned(ticket.pk, "service")) == ["lawyer@example.org"]

    def test_warning_without_an_assignee_goes_to_the_team(self, ticket, lawyer, oleg_operator):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
        event = events.ClockWarned(ticket.pk, "service")
        assert whom(event) == ["lawyer@example.org", "olga@example.org"]

    def test_breach_goes_to_the_senior_then_to_the_supervisor(
        self, ticket, senior, sveta_supervisor, supervisor_b
    ):
        breached = events.ClockBreached(ticket.pk, "service")
        escalated = events.ClockEscalated(ticket.pk, "service")
        assert whom(breached) == ["senior@example.org"]
        assert whom(escalated) == ["sveta@example.org"]

    def test_breach_goes_to_the_senior_it_was_brought_to(self, ticket, senior, team_a):
        other = make_staff("other@example.org", role="senior", teams=[team_a])
        Ticket.objects.filter(pk=ticket.pk).update(escalated_to=other)
        assert whom(events.ClockBreached(ticket.pk, "service")) == ["other@example.org"]

    def test_at_a_department_the_line_hears_too(self, ticket, department, senior):
        expert = make_staff("expert@example.org", role="senior", teams=[department])
        at_state(ticket, Status.AT_DEPARTMENT, team=department, home_team=ticket.team)
        event = events.ClockBreached(ticket.pk, "service")
        assert whom(event) == [expert.email, "senior@example.org"]

    def test_a_stopped_clock_is_silent(self, ticket):
        self.clock.stopped_at = NOW
        self.clock.save()
        assert told(events.ClockWarned(ticket.pk, "service")) == []

    def test_an_answer_that_waits_is_told_to_the_other_leaders(
        self, ticket, senior, sveta_supervisor
    ):
        pending = PendingAnswer.objects.create(
            ticket=ticket, author=senior, body="Ответ", created_at=NOW
        )
        event = events.AnswerProposed(ticket.pk, pending.pk)
        assert told(event) == [
            ("sveta@example.org", "staff_task", {"what": "ответ ждёт утверждения"})
        ]
        rejected = events.AnswerRejected(ticket.pk, pending.pk)
        assert whom(rejected, by=sveta_supervisor) == ["senior@example.org"]
        assert whom(rejected, by=senior) == []

    def test_escalation_and_recheck_are_told(self, ticket, senior):
        assert whom(events.TicketEscalated(ticket.pk, senior.pk)) == ["senior@example.org"]
        assert whom(events.RecheckRequested(ticket.pk)) == ["olga@example.org"]

    def test_numbers_running_out_are_told_to_administrators(self, administrator):
        event = events.NumbersNearlyFull(type=3, used=90_000_000)
        assert told(event) == [
            (
                "admin@example.org",
                "numbers_nearly_full",
                {"type": "Вопрос", "used": "90000000"},
            )
        ]
        handlers.notify_people(fact(event))
        assert Delivery.objects.get(template="numbers_nearly_full").channel == "email"

    def test_no_line_is_written_about_letters_to_colleagues(self, ticket):
        handlers.notify_people(fact(events.ClockWarned(ticket.pk, "service")))
        assert Delivery.objects.get().template == "sla_warning"
        assert not ticket.items.exists()


class TestPokes:
    @pytest.fixture(autouse=True)
    def _heard(self, monkeypatch: Any) -> None:
        self.heard: list[str] = []
        monkeypatch.setattr(handlers.live, "poke", lambda *topics: self.heard.extend(topics))

    def test_everybody_who_looks_at_it(self, ticket, citizen, olga_operator, team_a):
        handlers.poke_watchers(fact(events.CitizenWrote(ticket.pk, ticket.pk)))
        assert sorted(self.heard) == sorted(
            [
                f"ticket:{ticket.pk}",
                f"team:{team_a.pk}",
                f"user:{olga_operator.pk}",
                f"citizen:{citizen.pk}",
                "board",
            ]
        )

    def test_lists_it_has_left(self, ticket, team_b, senior):
        moved = events.TicketMovedToTeam(ticket.pk, ticket.team_id, team_b.pk)
        handlers.poke_watchers(fact(moved))
        given = events.TicketAssigned(ticket.pk, ticket.assignee_id, senior.pk)
        handlers.poke_watchers(fact(given))
        assert {f"team:{team_b.pk}", f"user:{senior.pk}"} <= set(self.heard)

    def test_work_among_colleagues_leaves_the_citizens_lists_alone(self, ticket, citizen):
        handlers.poke_watchers(fact(events.NoteAdded(ticket.pk, ticket.pk)))
        assert f"citizen:{citizen.pk}" not in self.heard

    def test_a_file_of_a_draft_pokes_nobody(self, ticket):
        handlers.poke_watchers(fact(events.FileChecked(None, ticket.pk, "clean")))
        assert self.heard == []


def test_every_event_that_notifies_has_its_notice_and_the_other_way_round():
    wired = {event for event, names in wiring.REACTIONS.items() if wiring.NOTIFY in names}
    assert wired == set(notices.NOTICES)


def test_no_notice_holds_anything_but_codes_of_the_catalogue(ticket, senior):
    """L-06, A-15: names and texts of people never get into a notice."""
    secret = "Морозова"
    for event in (
        events.TicketRegistered(ticket.pk, ticket.type, "cabinet", ticket.team_id),
        events.TicketAnswered(ticket.pk, ticket.pk),
        events.TicketEscalated(ticket.pk, senior.pk),
    ):
        for notice in notices.notices_for(fact(event)):
            template = TEMPLATES[notice.template]
            assert set(notice.context) <= {*template.needs, *template.may_have}
            assert secret not in str(replace(notice, recipient=None).context)
