"""The access table: every `can_*` × every member of the cast."""

import inspect
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from tests.factories.accounts import make_api_key, make_staff
from tests.tickets.helpers import brought_to, registered
from tickets import policies
from tickets.actions.answering import propose_answer
from tickets.models import Attachment, ExportFile, PendingAnswer, SavedView, Ticket, TimeEntry
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db

CITIZENS = {"citizen", "other_citizen"}
WORKERS_A = {"olga_operator", "kirill_colleague", "senior", "lawyer", "sveta_supervisor"}
LEADERS_A = {"senior", "sveta_supervisor"}
WORKERS_B = {"oleg_operator", "supervisor_b", "anton_outsider"}
OTHERS = {"quality", "editor", "auditor", "administrator", "former"}
CAST = sorted(CITIZENS | WORKERS_A | WORKERS_B | OTHERS | {"full_key", "read_key", "nobody"})
WORKERS = WORKERS_A | WORKERS_B

# ability -> (state of the complaint, assigned to Olga; who may)
ON_TICKET: dict[str, tuple[str, set[str]]] = {
    "can_take": (Status.REGISTERED, WORKERS_A),
    "can_assign": (Status.IN_PROGRESS, LEADERS_A | {"olga_operator"}),
    "can_unassign": (Status.IN_PROGRESS, LEADERS_A | {"olga_operator"}),
    "can_send_to_department": (Status.IN_PROGRESS, WORKERS_A),
    "can_return_from_department": (Status.AT_DEPARTMENT, WORKERS_A | {"expert"}),
    "can_move_to_team": (Status.IN_PROGRESS, LEADERS_A),
    "can_lead": (Status.IN_PROGRESS, LEADERS_A),
    "can_escalate": (Status.IN_PROGRESS, WORKERS_A),
    "can_ask_transfer": (Status.IN_PROGRESS, {"olga_operator"}),
    "can_raise_tier": (Status.IN_PROGRESS, WORKERS_A),
    "can_reply": (Status.IN_PROGRESS, WORKERS_A | {"full_key"}),
    "can_add_note": (Status.CLOSED, WORKERS_A | {"quality"}),
    "can_reveal_text": (Status.CLOSED, WORKERS_A | {"quality"}),
    "can_talk_about": (Status.CLOSED, WORKERS_A),
    "can_write_message": (Status.CLOSED, {"citizen"}),
    "can_attach": (Status.IN_PROGRESS, WORKERS_A | {"citizen", "full_key"}),
    "can_ask_citizen": (Status.IN_PROGRESS, WORKERS_A),
    "can_consult_in": (Status.CLOSED, {"lawyer"}),
    "can_lift_hold": (Status.CLOSED, WORKERS_A),
    "can_resolve": (Status.IN_PROGRESS, WORKERS_A),
    "can_refuse": (Status.IN_PROGRESS, WORKERS_A),
    "can_redirect": (Status.IN_PROGRESS, WORKERS_A),
    "can_propose_answer": (Status.IN_PROGRESS, WORKERS_A),
    "can_mark_read": (Status.RESOLVED, {"citizen"}),
    "can_rate": (Status.RESOLVED, {"citizen"}),
    "can_extend": (Status.IN_PROGRESS, LEADERS_A),
    "can_change_details": (Status.IN_PROGRESS, WORKERS_A),
    "can_reclassify": (Status.IN_PROGRESS, WORKERS_A),
    "can_merge": (Status.CLOSED, WORKERS_A),
    "can_split": (Status.IN_PROGRESS, WORKERS_A),
    "can_link": (Status.CLOSED, WORKERS_A),
    "can_record_message": (Status.CLOSED, WORKERS_A),
    "can_request_recheck": (Status.RESOLVED, WORKERS_A | {"citizen"}),
    "can_reopen": (Status.RESOLVED, LEADERS_A | {"olga_operator"}),
    "can_close": (Status.RESOLVED, WORKERS_A | {"citizen"}),
    "can_withdraw": (Status.IN_PROGRESS, {"citizen"}),
    "can_tag": (Status.CLOSED, WORKERS_A),
    "can_label": (Status.CLOSED, WORKERS_A),
    "can_snooze": (Status.IN_PROGRESS, {"olga_operator"}),
    "can_wake": (Status.IN_PROGRESS, LEADERS_A | {"olga_operator"}),
    "can_fill_fields": (Status.IN_PROGRESS, WORKERS_A),
    "can_work_checklist": (Status.CLOSED, WORKERS_A),
    "can_track_time": (Status.CLOSED, WORKERS_A),
    "can_watch": (Status.CLOSED, WORKERS_A | {"quality"}),
}
# What is over is over: these say no to everybody once an appeal is closed.
ENDS_WITH_THE_APPEAL = [
    "can_take",
    "can_assign",
    "can_unassign",
    "can_send_to_department",
    "can_return_from_department",
    "can_move_to_team",
    "can_escalate",
    "can_reply",
    "can_attach",
    "can_extend",
    "can_change_details",
    "can_reclassify",
    "can_split",
    "can_close",
    "can_withdraw",
    "can_snooze",
    "can_wake",
    "can_fill_fields",
]
# ability -> who may, whatever the appeal
PLAIN: dict[str, set[str]] = {
    "can_upload": WORKERS | CITIZENS | {"quality", "full_key"},
    "can_keep_drafts": WORKERS | CITIZENS | OTHERS - {"former"},
    "can_see_board": {"sveta_supervisor", "supervisor_b", "administrator"},
    "can_export": {"sveta_supervisor", "supervisor_b"},
    "can_create_tag": LEADERS_A | {"supervisor_b"},
}
# Tested below with their own things.
WITH_OTHER_THINGS = {
    "can_register",
    "can_hand_over_shift",
    "can_approve_answer",
    "can_reject_answer",
    "can_download",
    "can_take_export",
    "can_correct_time",
    "can_withdraw_transfer",
    "can_save_view",
    "can_change_view",
    "can_answer_transfer",
}


@pytest.fixture
def cast(request, team_a, department) -> dict[str, Any]:
    """Everybody by name; citizens as their users."""
    made = {
        "kirill_colleague": make_staff("kirill@example.org", teams=[team_a]),
        "full_key": make_api_key(
            teams=[team_a], scopes=["tickets:write", "tickets:reply", "attachments:write"]
        ),
        "read_key": make_api_key(teams=[team_a], scopes=["tickets:read"]),
        "nobody": object(),
    }
    for name in CAST:
        if name not in made:
            person = request.getfixturevalue(name)
            made[name] = getattr(person, "user", person)
    return made | {"expert": make_staff("expert@example.org", teams=[department])}


def complaint_in(status: str, desk: Any, citizen: Any, olga: User, now: datetime) -> Ticket:
    ticket = registered(citizen, now=now, kind=Kind.COMPLAINT)
    return brought_to(status, ticket, by=olga, now=now)


def who(cast: dict[str, Any], policy: str, *things: Any) -> set[str]:
    can = getattr(policies, policy)
    answers = {name: can(person, *things) for name, person in cast.items()}
    assert set(map(type, answers.values())) == {bool}
    return {name for name, answer in answers.items() if answer}


def test_the_table_has_every_ability():
    named = {name for name, _ in inspect.getmembers(policies, inspect.isfunction)}
    abilities = {
        name
        for name in named
        if name.startswith("can_") and getattr(policies, name).__module__ == "tickets.policies"
    }
    assert abilities == {*ON_TICKET, *PLAIN} | WITH_OTHER_THINGS


@pytest.mark.parametrize("policy", ON_TICKET)
def test_on_an_appeal(cast, desk, citizen, olga_operator, policy, now):
    status, allowed = ON_TICKET[policy]
    ticket = complaint_in(status, desk, citizen, olga_operator, now)
    assert who(cast, policy, ticket) == allowed


def test_nothing_more_is_done_to_what_is_over(cast, desk, citizen, olga_operator, now):
    ticket = complaint_in(Status.CLOSED, desk, citizen, olga_operator, now)
    for policy in ENDS_WITH_THE_APPEAL:
        assert who(cast, policy, ticket) == set(), policy


@pytest.mark.parametrize("policy", PLAIN)
def test_in_general(cast, policy):
    assert who(cast, policy) - {"expert"} == PLAIN[policy]


class TestRegister:
    def test_for_a_citizen(self, cast, citizen):
        assert who(cast, "can_register", citizen) == WORKERS | {"citizen", "full_key", "expert"}

    def test_without_a_name(self, cast):
        assert who(cast, "can_register", None) == WORKERS | {"full_key", "expert"}


def test_hand_over_of_a_colleagues_shift(cast, olga_operator):
    assert who(cast, "can_hand_over_shift", olga_operator) == LEADERS_A | {"olga_operator"}


class TestSecondPerson:
    @pytest.fixture
    def pending(self, desk, citizen, olga_operator, now) -> PendingAnswer:
        ticket = complaint_in(Status.IN_PROGRESS, desk, citizen, olga_operator, now)
        return propose_answer(ticket=ticket, by=olga_operator, answer="Да.", now=now)

    def test_approves(self, cast, pending):
        assert who(cast, "can_approve_answer", pending) == LEADERS_A

    def test_sends_back_and_the_author_takes_back(self, cast, pending):
        assert who(cast, "can_reject_answer", pending) == LEADERS_A | {"olga_operator"}


class TestSavedLists:
    def test_of_ones_own(self, cast, olga_operator):
        assert who(cast, "can_save_view", None) == WORKERS | {"expert"}
        assert who(cast, "can_change_view", SavedView(owner=olga_operator)) == {"olga_operator"}

    def test_of_a_team(self, cast, team_a):
        assert who(cast, "can_save_view", team_a) == LEADERS_A
        assert who(cast, "can_change_view", SavedView(team=team_a)) == LEADERS_A


def test_a_big_download_is_its_requesters(cast, sveta_supervisor):
    file = ExportFile(requester=sveta_supervisor)
    assert who(cast, "can_take_export", file) == {"sveta_supervisor"}


class TestDownload:
    def test_the_file_of_a_note_is_for_employees(self, cast, ticket):
        from tests.tickets.helpers import stream
        from tickets.actions.conversation import add_note

        note = add_note(
            ticket=ticket,
            by=cast["olga_operator"],
            body="Снимок",
            now=ticket.registered_at,
        )
        assert stream(ticket)[-1] == ("note", "")
        employees = set(cast) - CITIZENS - {"former", "full_key", "read_key", "nobody"}
        assert who(cast, "can_download", Attachment(ticket=ticket, item=note)) == employees

    def test_the_file_of_a_message_is_for_everybody_who_sees_it(self, cast, ticket):
        message = ticket.items.get(seq=1)
        assert who(cast, "can_download", Attachment(ticket=ticket, item=message)) == set(cast)


def test_a_worker_may_pass_it_to_the_line_of_its_topic(ticket, olga_operator, team_b, desk, now):
    assert not policies.can_move_to_team(olga_operator, ticket)
    desk.team = team_b
    desk.save(update_fields=["team"])
    assert policies.can_move_to_team(olga_operator, ticket)
    assert policies.can_move_to_team(olga_operator, ticket, team_b)
    assert not policies.can_move_to_team(olga_operator, ticket, ticket.team)


def test_a_lost_role_takes_the_rights_at_once(ticket, olga_operator):
    assert policies.can_resolve(olga_operator, ticket)
    olga_operator.role = "editor"
    assert not policies.can_resolve(olga_operator, ticket)


def test_worked_time_is_corrected_by_its_own_and_by_leaders(
    cast, desk, citizen, olga_operator, now
):
    ticket = complaint_in(Status.CLOSED, desk, citizen, olga_operator, now)
    entry = TimeEntry(ticket=ticket, user=olga_operator)
    assert who(cast, "can_correct_time", entry) == LEADERS_A | {"olga_operator"}
