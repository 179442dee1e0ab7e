"""The whole cast and one appeal in the middle of its life: what security tests ask about."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest

PEOPLE = (
    "guest", "citizen", "other_citizen", "olga_operator", "oleg_operator", "senior", "lawyer", "quality",
    "editor", "auditor", "data_officer", "sveta_supervisor", "supervisor_b", "administrator", "anton_outsider", "former",
)  # fmt: skip


@pytest.fixture
def everybody(request: pytest.FixtureRequest) -> None:
    """The whole cast: who else is there decides what some doors answer."""
    for name in PEOPLE[1:]:
        request.getfixturevalue(name)


@pytest.fixture
def things(
    everybody: None,
    team_a: Any,
    team_b: Any,
    department: Any,
    citizen: Any,
    olga_operator: Any,
    reference: Any,
    now: datetime,
    request: pytest.FixtureRequest,
) -> dict[str, Any]:
    """An appeal of the citizen in the work of Olga's team, with a file."""
    from django.utils import timezone

    from accounts.actions.contacts import open_contact
    from accounts.reference import load_reference
    from tests.factories.accounts import make_change
    from tests.factories.tickets import make_ticket
    from tests.tickets.files.builders import picture
    from tickets.actions.attachments import Files, attach_files, upload
    from tickets.actions.conversation import add_note

    moment = timezone.now()
    load_reference(moment)
    ticket = make_ticket(
        team=team_a, citizen=citizen, topic=reference, status="in_progress", kind="complaint", is_official=True, assignee=olga_operator,
        registered_at=moment,
    )  # fmt: skip
    image = io.BytesIO(picture("JPEG"))
    file = upload(file=image, name="a.jpg", by=citizen.user, draft_key="d", now=moment)
    attach_files(ticket=ticket, files=Files((file.pk,), "d"), by=citizen.user, now=moment)
    # Line 2 hides something: «desk:ticket-text» shows it.
    add_note(ticket=ticket, by=olga_operator, body="СНИЛС 112-233-445 95", now=moment)
    _a_field(ticket, olga_operator, moment)
    call = open_contact(citizen=citizen, channel="phone", by=olga_operator, now=moment)
    return _people(citizen, request.getfixturevalue("senior"), moment) | {
        "contact": call.pk,
        "change": make_change(citizen, contact=call).pk,
        "number": ticket.number,
        "item": _work_of(ticket, moment),
        "operator": olga_operator.pk,
        "callback": _callback(citizen, olga_operator, team_a, moment),
        "id": file.pk,
        "dialog": _dialog(citizen, olga_operator, team_a).pk,
        **_automation(ticket, olga_operator, moment),
        "rule": _rule(request.getfixturevalue("sveta_supervisor"), moment),
        "team": team_b.pk,
        "department": department.pk,
        "topic": reference.pk,
    }


def _automation(ticket: Any, worker: Any, moment: datetime) -> dict[str, Any]:
    """A macro of everybody's that a note is written by, a mass action Olga has started."""
    from automation.actions.bulk import start_bulk
    from automation.actions.macros import MacroText, save_macro
    from automation.selection import Selection
    from automation.steps import Note

    steps = (Note("Смотрю"),)
    text = MacroText("Заметка", "own", steps)
    macro = save_macro(macro=None, text=text, by=worker, now=moment)
    type(macro).objects.update(scope="all")
    run = start_bulk(selection=Selection((ticket.pk,)), steps=steps, by=worker, now=moment)
    return {"macro": macro.pk, "run": run.pk}


def _rule(supervisor: Any, moment: datetime) -> Any:
    """A rule that is off: switching it on changes nothing here."""
    from automation.actions.rules import RuleText, save_rule
    from automation.steps import Note

    text = RuleText("Заметка", "registered", (Note("Смотрю"),))
    return save_rule(rule=None, text=text, by=supervisor, now=moment).pk


def _work_of(ticket: Any, moment: datetime) -> Any:
    """The appeal in the queue, in the work of its assignee."""
    from common.actors import SYSTEM
    from routing.models import WorkItem
    from tickets.actions.queueing import follow

    follow(ticket_id=ticket.pk, by=SYSTEM, now=moment)
    return WorkItem.objects.get().pk


def _callback(citizen: Any, operator: Any, team: Any, moment: datetime) -> Any:
    """A call the citizen asked for, in the operator's hands."""
    from common.actors import SYSTEM
    from routing.actions.callbacks import NewCallback, request_callback
    from routing.actions.work import NewWork, take
    from routing.models import Line
    from routing.reference import load_reference
    from routing.selectors.callbacks import subject_of
    from schedules.reference import load_reference as load_schedules

    load_schedules(moment)
    load_reference(moment)
    Line.objects.filter(pk="hotline").update(team=team)
    line = Line.objects.get(pk="hotline")
    new = NewCallback(phone="+79160000077", line=line, citizen=citizen)
    row, _ = request_callback(new=new, by=SYSTEM, now=moment)
    work = NewWork(subject_of(row.pk), "phone", team.pk, entered_at=moment)
    take(work=work, operator=operator, by=SYSTEM, now=moment)
    return row.pk


def _dialog(citizen: Any, operator: Any, team: Any) -> Any:
    """A talk of the citizen with Olga."""
    from tests.factories.chat import make_dialog

    return make_dialog(citizen=citizen, operator=operator, team=team)


def _people(citizen: Any, senior: Any, moment: datetime) -> dict[str, Any]:
    """What a card has: a past limit, a joined profile, a similar one, an organisation's representative."""
    from accounts.actions.joining import BY_HAND, join_profiles
    from accounts.actions.organisations import add_representative
    from tests.factories.accounts import make_limit, make_organisation, make_profile

    past = moment - timedelta(days=30)
    limit = make_limit(citizen, set_by=senior, now=past)
    joined, organisation = make_profile(phone="+79160000011"), make_organisation()
    join = join_profiles(kept=citizen, joined=joined, proof=BY_HAND, by=senior, now=moment)
    person = make_profile(last_name="Представителев")
    link = add_representative(organisation=organisation, person=person, by=senior, now=moment)
    return {
        "citizen": citizen.pk,
        "organisation": organisation.pk,
        "similar": make_profile(phone=citizen.phone).pk,
        "limit": limit.pk,
        "join": join.pk,
        "representative": link.pk,
        **_rights(person, moment),
    }


def _rights(person: Any, moment: datetime) -> dict[str, Any]:
    """An erasure the data officer has put before a second person, and an act."""
    from accounts.models import Destruction, SubjectRequest, User

    officer = User.objects.get(role="data_officer")
    request = SubjectRequest.objects.create(
        citizen=person, kind="erasure", ground="not_needed", state="working", proposed_by=officer,
        proposed_at=moment, asked_at=moment, warn_at=moment, due_at=moment + timedelta(days=9),
    )  # fmt: skip
    act = Destruction.objects.create(ground="retention", done_at=moment)
    return {"request": request.pk, "act": act.pk}


def _a_field(ticket: Any, by: Any, moment: datetime) -> None:
    """A masked field with something in it: «desk:ticket-field» shows it."""
    from tickets.actions.custom_fields import fill_fields
    from tickets.models import CustomField

    CustomField.objects.create(code="matrix", title="Счёт", is_sensitive=True)
    fill_fields(ticket=ticket, values={"matrix": "40817810"}, by=by, now=moment)
