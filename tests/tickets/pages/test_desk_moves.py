"""Moves of the desk through HTTP: what is offered, what is refused, what then changed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, registered, stream
from tickets.actions.answering import propose_answer
from tickets.actions.assignment import take_ticket
from tickets.models import PendingAnswer
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(ticket: Any, name: str) -> str:
    return reverse("desk:ticket-move", args=[ticket.number, name])


def offered(client: Any, ticket: Any) -> list[str]:
    page = client.get(reverse("desk:ticket", args=[ticket.number]))
    return [move.name for move in page.context["moves"]]


@pytest.fixture
def taken(ticket: Any, olga_operator: Any, now: datetime) -> Any:
    return take_ticket(ticket=ticket, by=olga_operator, now=now)


PASSING_ON = ["escalation", "handover", "tier"]
WORKING = ["details", "recheck", "reclassification", "merging", "splitting"]
OFFERED = [
    ("in_progress", ["assignment", "department", *PASSING_ON, *WORKING, "redirect", "refusal"]),
    ("at_department", ["department-return", "escalation", *WORKING, "refusal"]),
    ("waiting_citizen", ["assignment", *PASSING_ON, *WORKING]),
    ("resolved", ["recheck", "merging", "reopening", "closing"]),
    ("closed", ["recheck", "merging", "reopening"]),
    ("refused", ["recheck", "merging", "reopening"]),
    ("redirected", []),
]


@pytest.mark.parametrize(("status", "moves"), OFFERED)
def test_only_what_would_work_is_offered(
    client_for: Any, olga_operator: Any, ticket: Any, now: datetime, status: str, moves: list[str]
) -> None:
    ticket = brought_to(status, ticket, by=olga_operator, now=now)
    assert offered(client_for(olga_operator), ticket) == moves


def test_quality_reads_notes_and_moves_nothing(client_for: Any, quality: Any, ticket: Any) -> None:
    client = client_for(quality)
    assert offered(client, ticket) == []
    for name, data in (("assignment", {"to": ""}), ("refusal", {"reason": "Нет."})):
        assert client.post(url(ticket, name), data).status_code == 403
    assert fresh(ticket).items_count == 1


@pytest.mark.parametrize("name", ["assignment", "department", "refusal", "details", "closing"])
def test_another_team_finds_nothing(
    client_for: Any, oleg_operator: Any, ticket: Any, name: str
) -> None:
    client = client_for(oleg_operator)
    assert client.get(url(ticket, name)).status_code == 404
    assert client.post(url(ticket, name), {"to": ""}).status_code == 404
    assert fresh(ticket).items_count == 1


def test_an_unknown_move_is_not_found(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    assert client_for(olga_operator).get(url(ticket, "deletion")).status_code == 404


def test_a_move_is_a_dialog_for_htmx_and_a_page_without(
    client_for: Any, olga_operator: Any, taken: Any
) -> None:
    client = client_for(olga_operator)
    assert "<html" in client.get(url(taken, "department")).content.decode()
    part = client.get(url(taken, "department"), headers=HTMX).content.decode()
    assert "<html" not in part
    assert "Отдел паспортов" in part


def test_to_a_department_and_back(
    client_for: Any, olga_operator: Any, taken: Any, department: Any
) -> None:
    client = client_for(olga_operator)
    sent = client.post(
        url(taken, "department"), {"department": department.pk, "note": "Проверьте"}, headers=HTMX
    )
    assert sent.status_code == 200
    assert fresh(taken).status == Status.AT_DEPARTMENT
    back = client.post(url(taken, "department-return"), {"note": "Готово"})
    assert (back.status_code, back["Location"]) == (303, f"/desk/{taken.number}/")
    assert fresh(taken).assignee == olga_operator


def test_a_form_without_its_words_is_refused_with_them_said(
    client_for: Any, olga_operator: Any, taken: Any
) -> None:
    answer = client_for(olga_operator).post(url(taken, "refusal"), {"reason": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Напишите причину: её прочитает заявитель." in answer.content.decode()
    assert fresh(taken).status == Status.IN_PROGRESS


def test_the_second_to_take_is_told_who_was_first(client_for: Any, senior: Any, taken: Any) -> None:
    answer = client_for(senior).post(url(taken, "assignment"), {"to": senior.pk}, headers=HTMX)
    assert answer.status_code == 422
    assert "Ольга Соколова" in answer.content.decode()
    assert fresh(taken).assignee_id == taken.assignee_id


def test_assignment_gives_and_returns(
    client_for: Any, olga_operator: Any, senior: Any, taken: Any
) -> None:
    client = client_for(olga_operator)
    client.post(url(taken, "assignment"), {"to": senior.pk})
    assert fresh(taken).assignee == senior
    client_for(senior).post(url(taken, "assignment"), {"to": ""})
    assert fresh(taken).assignee is None
    assert fresh(taken).status == Status.QUEUED


def test_details_change_and_say_what(client_for: Any, olga_operator: Any, taken: Any) -> None:
    data = {"topic": taken.topic_id, "kind": "question", "priority": "4", "delay_reason": "checks"}
    client = client_for(olga_operator)
    assert client.post(url(taken, "details"), data).status_code == 303
    row = fresh(taken)
    assert (row.priority, row.delay_reason) == (4, "checks")
    page = client.get(reverse("desk:ticket", args=[taken.number])).content.decode()
    assert "приоритет «Срочный»" in page
    assert "причина задержки «Проверки»" in page


def test_a_past_promise_is_refused_beside_its_field(
    client_for: Any, olga_operator: Any, taken: Any
) -> None:
    data = {
        "topic": taken.topic_id,
        "kind": "question",
        "priority": "2",
        "expected_date": f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}",
    }
    answer = client_for(olga_operator).post(url(taken, "details"), data, headers=HTMX)
    assert answer.status_code == 422
    assert "expected_date" in answer.context["form"].errors


def test_reclassification_opens_the_new_number(
    client_for: Any, olga_operator: Any, taken: Any
) -> None:
    answer = client_for(olga_operator).post(url(taken, "reclassification"), {"kind": "complaint"})
    assert answer.status_code == 303
    new = taken.links_out.get().target
    assert answer["Location"] == f"/desk/{new.number}/"
    assert str(new.number).startswith("2")


def test_a_move_that_takes_it_out_of_sight_leads_to_the_list(
    client_for: Any, senior: Any, ticket: Any, team_b: Any
) -> None:
    answer = client_for(senior).post(url(ticket, "team"), {"team": team_b.pk}, headers=HTMX)
    assert answer["HX-Redirect"] == "/desk/"
    assert fresh(ticket).team == team_b


def test_closing_and_reopening(
    client_for: Any, olga_operator: Any, ticket: Any, now: datetime
) -> None:
    ticket = brought_to("resolved", ticket, by=olga_operator, now=now)
    client = client_for(olga_operator)
    client.post(url(ticket, "closing"))
    assert fresh(ticket).status == Status.CLOSED
    client.post(url(ticket, "reopening"), {"reason": "Ошиблись"})
    assert fresh(ticket).status == Status.IN_PROGRESS


def test_escalation_names_the_senior(
    client_for: Any, olga_operator: Any, senior: Any, taken: Any
) -> None:
    answer = client_for(olga_operator).post(
        url(taken, "escalation"), {"to": "", "reason": "Сложно"}, headers=HTMX
    )
    assert "Светлана Новикова" in answer["HX-Trigger"].encode().decode("unicode_escape")
    assert fresh(taken).escalated_to == senior


@pytest.fixture
def official(desk: Any, citizen: Any, olga_operator: Any, now: datetime) -> Any:
    """A complaint whose answer needs a second person, in the operator's hands."""
    desk.needs_approval = True
    desk.save()
    ticket = registered(citizen, now=now, kind=Kind.COMPLAINT)
    return take_ticket(ticket=ticket, by=olga_operator, now=now)


def test_an_official_answer_goes_to_a_second_person(
    client_for: Any, olga_operator: Any, senior: Any, official: Any
) -> None:
    answer = {"body": "Ваша жалоба обоснована.", "then": "resolve", "seen": 2, "client_key": "k"}
    client_for(olga_operator).post(reverse("desk:ticket-replies", args=[official.number]), answer)
    assert fresh(official).status == Status.IN_PROGRESS
    address = reverse("desk:ticket-approval", args=[official.number])
    own = client_for(olga_operator).get(address, headers=HTMX)
    assert (own.context["may_approve"], own.context["may_reject"]) == (False, True)
    client_for(senior).post(address, {"decision": "approve"})
    assert fresh(official).status == Status.RESOLVED
    assert ("reply", "") in stream(official)


def test_an_author_does_not_approve_the_own_answer(
    client_for: Any, senior: Any, official: Any, now: datetime
) -> None:
    propose_answer(ticket=official, by=senior, answer="Так.", now=now)
    address = reverse("desk:ticket-approval", args=[official.number])
    assert client_for(senior).post(address, {"decision": "approve"}).status_code == 403
    assert PendingAnswer.objects.get().decided_at is None


def test_sending_back_wants_a_remark(
    client_for: Any, olga_operator: Any, senior: Any, official: Any, now: datetime
) -> None:
    propose_answer(ticket=official, by=olga_operator, answer="Так.", now=now)
    address = reverse("desk:ticket-approval", args=[official.number])
    refused = client_for(senior).post(address, {"decision": "reject"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Напишите, что исправить" in refused.content.decode()
    client_for(senior).post(address, {"decision": "reject", "remark": "Добавьте закон"})
    assert PendingAnswer.objects.get().is_approved is False


def test_the_end_of_a_shift_gives_everything_away(
    client_for: Any, olga_operator: Any, senior: Any, taken: Any
) -> None:
    client = client_for(olga_operator)
    assert "Светлана Новикова" in client.get("/desk/shift/").content.decode()
    answer = client.post("/desk/shift/", {"to": senior.pk})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert fresh(taken).assignee == senior
