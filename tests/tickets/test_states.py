"""Every move × every status against a list written by hand, and the drawing of it."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from common.actors import SYSTEM
from tests.factories.tickets import fresh, make_ticket
from tests.tickets.helpers import refused
from tickets.actions._move import MoveRefused, move
from tickets.models import Ticket
from tickets.states import FINAL, LABELS, MOVES, OPEN, Status, label_of, verbs_from

REGISTERED, QUEUED, IN_PROGRESS = Status.REGISTERED, Status.QUEUED, Status.IN_PROGRESS
AT_DEPARTMENT, WAITING = Status.AT_DEPARTMENT, Status.WAITING_CITIZEN
RESOLVED, CLOSED = Status.RESOLVED, Status.CLOSED
REFUSED, REDIRECTED = Status.REFUSED, Status.REDIRECTED

EXPECTED = {
    "queue": {IN_PROGRESS: QUEUED},
    "take": {REGISTERED: IN_PROGRESS, QUEUED: IN_PROGRESS},
    "assign": {REGISTERED: IN_PROGRESS, QUEUED: IN_PROGRESS},
    "send_to_department": {
        REGISTERED: AT_DEPARTMENT,
        QUEUED: AT_DEPARTMENT,
        IN_PROGRESS: AT_DEPARTMENT,
    },
    "return_from_department": {AT_DEPARTMENT: IN_PROGRESS},
    "ask_citizen": {IN_PROGRESS: WAITING, AT_DEPARTMENT: WAITING},
    "citizen_answered": {WAITING: IN_PROGRESS},
    "citizen_answered_department": {WAITING: AT_DEPARTMENT},
    "resolve": {IN_PROGRESS: RESOLVED, AT_DEPARTMENT: RESOLVED, WAITING: RESOLVED},
    "refuse": {
        REGISTERED: REFUSED,
        QUEUED: REFUSED,
        IN_PROGRESS: REFUSED,
        AT_DEPARTMENT: REFUSED,
    },
    "redirect": {REGISTERED: REDIRECTED, QUEUED: REDIRECTED, IN_PROGRESS: REDIRECTED},
    "reopen": {RESOLVED: IN_PROGRESS, CLOSED: IN_PROGRESS, REFUSED: IN_PROGRESS},
    "close": {RESOLVED: CLOSED},
    "close_by_silence": {WAITING: CLOSED},
    "withdraw": {
        REGISTERED: CLOSED,
        QUEUED: CLOSED,
        IN_PROGRESS: CLOSED,
        AT_DEPARTMENT: CLOSED,
        WAITING: CLOSED,
    },
    "reclassify": {
        REGISTERED: CLOSED,
        QUEUED: CLOSED,
        IN_PROGRESS: CLOSED,
        AT_DEPARTMENT: CLOSED,
        WAITING: CLOSED,
    },
    "merge": dict.fromkeys(
        [REGISTERED, QUEUED, IN_PROGRESS, AT_DEPARTMENT, WAITING, RESOLVED, CLOSED, REFUSED], CLOSED
    ),
}
EVERY = [(verb, status) for verb in EXPECTED for status in Status]


def test_the_table_has_these_verbs_and_no_others():
    assert list(MOVES) == list(EXPECTED)


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "status"), EVERY)
def test_every_move_from_every_status(verb, status, team_a, department, now):
    ticket = _in(status, verb, team_a=team_a, department=department)
    target = EXPECTED[verb].get(status)
    if target is None:
        with refused(MoveRefused, match=re.escape(ticket.status_label)), transaction.atomic():
            move(ticket, verb, by=SYSTEM, now=now)
        return
    home = {"home_team": department} if target == AT_DEPARTMENT else {"home_team": None}
    move(ticket, verb, by=SYSTEM, now=now, **home)
    moved = fresh(ticket)
    assert (moved.status, moved.status_changed_at) == (target, now)
    assert (moved.closed_at is not None) == (target in FINAL)
    assert (moved.resolved_at is not None) >= (target == RESOLVED)
    line = moved.items.get()
    assert line.is_public is True
    assert line.data == {"verb": verb, "from": status, "to": target}


def _in(status, verb, *, team_a, department):
    at_department = status == AT_DEPARTMENT
    team, home = (department, team_a) if at_department else (team_a, None)
    return make_ticket(team=team, home_team=home, status=status)


@pytest.mark.parametrize("status", list(Status))
def test_verbs_of_a_status_follow_the_table(status):
    assert verbs_from(status) == [verb for verb, moves in EXPECTED.items() if status in moves]


def test_every_status_is_open_answered_or_over_and_has_a_label():
    assert OPEN | {RESOLVED} | FINAL == set(Status) == set(LABELS)
    assert not OPEN & FINAL


def test_an_answered_application_is_ready_for_issue():
    assert label_of(RESOLVED, 1) == "Готово к выдаче"
    assert label_of(RESOLVED, 2) == label_of(RESOLVED, 3) == "Решено"


def test_the_status_is_assigned_in_one_place_only():
    assigned = re.compile(r"\.status\s*=[^=]|\bupdate\([^)]*\bstatus\s*=|setattr\([^)]*['\"]status")
    guilty = [
        path.relative_to(settings.ROOT).as_posix()
        for path in sorted((Path(settings.ROOT) / "tickets").rglob("*.py"))
        if "migrations" not in path.parts and assigned.search(path.read_text("utf-8"))
    ]
    assert guilty == ["tickets/actions/_move.py"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"status": RESOLVED},
        {"status": CLOSED},
        {"status": AT_DEPARTMENT},
        {"resolved_at": "now"},
        {"closed_at": "now"},
        {"number": 100_000_001},
        {"number": 300_000_000},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong, now):
    ticket = make_ticket()
    values = {name: now if value == "now" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**values)


def test_the_drawing_is_fresh():
    call_command("ticket_states", "--check")


def test_a_stale_drawing_is_told(tmp_path, settings):
    settings.ROOT = tmp_path
    with pytest.raises(CommandError, match="make states"):
        call_command("ticket_states", "--check")
    call_command("ticket_states", stdout=StringIO())
    call_command("ticket_states", "--check")
    assert "registered --> in_progress: take" in (tmp_path / "docs/states.md").read_text("utf-8")
