"""An official answer before a second person (decisions 18): proposed, approved, sent back."""

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import fact_names, facts, refused, registered, stream
from tickets.actions._move import MoveRefused
from tickets.actions.answering import (
    AlreadyDecided,
    AnswerWaits,
    approve_answer,
    propose_answer,
    reject_answer,
)
from tickets.actions.assignment import take_ticket
from tickets.actions.ending import withdraw_ticket
from tickets.events import AnswerProposed, AnswerRejected, TicketResolved
from tickets.models import PendingAnswer
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(desk, citizen, olga_operator, now):
    desk.needs_approval = True
    desk.save(update_fields=["needs_approval"])
    complaint = registered(citizen, now=now, kind=Kind.COMPLAINT)
    return take_ticket(ticket=complaint, by=olga_operator, now=now)


@pytest.fixture
def pending(complaint, olga_operator, now):
    return propose_answer(ticket=complaint, by=olga_operator, answer="Меры приняты.", now=now)


class TestPropose:
    def test_the_citizen_sees_nothing_yet(self, complaint, pending, olga_operator):
        assert fresh(complaint).status == Status.IN_PROGRESS
        assert (pending.author, pending.body, pending.decided_at) == (
            olga_operator,
            "Меры приняты.",
            None,
        )
        assert not complaint.items.filter(kind="reply").exists()
        assert stream(complaint)[-1] == ("note", "")
        assert facts(complaint)[-1] == AnswerProposed(ticket_id=complaint.pk, pending_id=pending.pk)

    def test_one_at_a_time(self, complaint, pending, senior, now):
        with refused(AnswerWaits):
            propose_answer(ticket=complaint, by=senior, answer="Иначе.", now=now)

    def test_an_empty_one_is_refused(self, complaint, olga_operator, now):
        with refused(InvalidInput):
            propose_answer(ticket=complaint, by=olga_operator, answer="", now=now)

    def test_another_team_is_refused(self, complaint, oleg_operator, now):
        with refused(NotAllowed):
            propose_answer(ticket=complaint, by=oleg_operator, answer="Да.", now=now)


class TestApprove:
    def test_goes_out_in_the_authors_name(self, complaint, pending, olga_operator, senior, now):
        approve_answer(pending=pending, by=senior, now=now)
        assert fresh(complaint).status == Status.RESOLVED
        answer = complaint.items.get(kind="reply")
        assert (answer.body, answer.author) == ("Меры приняты.", olga_operator)
        assert complaint.items.get(data__verb="resolve").author == senior
        decided = PendingAnswer.objects.get(pk=pending.pk)
        assert (decided.is_approved, decided.decided_by, decided.decided_at) == (True, senior, now)
        assert facts(complaint)[-1] == TicketResolved(ticket_id=complaint.pk, item_id=answer.pk)

    def test_a_refusal_is_approved_as_a_refusal(self, complaint, olga_operator, senior, now):
        proposed = propose_answer(
            ticket=complaint, by=olga_operator, answer="Оснований нет.", now=now, verb="refuse"
        )
        approve_answer(pending=proposed, by=senior, now=now)
        assert fresh(complaint).status == Status.REFUSED
        assert fact_names(complaint)[-1] == "TicketRefused"

    def test_a_leader_does_not_approve_their_own(self, complaint, senior, now):
        own = propose_answer(ticket=complaint, by=senior, answer="Да.", now=now)
        with refused(NotAllowed):
            approve_answer(pending=own, by=senior, now=now)

    @pytest.mark.parametrize("person", ["olga_operator", "supervisor_b", "quality", "citizen"])
    def test_others_are_refused(self, pending, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            approve_answer(pending=pending, by=getattr(by, "user", by), now=now)

    def test_twice_is_refused(self, pending, senior, now):
        approve_answer(pending=pending, by=senior, now=now)
        with refused(AlreadyDecided):
            approve_answer(pending=pending, by=senior, now=now)

    def test_what_was_withdrawn_meanwhile_is_refused(
        self, complaint, pending, citizen, senior, now
    ):
        withdraw_ticket(ticket=complaint, by=citizen.user, now=now)
        with refused(AlreadyDecided):
            approve_answer(pending=pending, by=senior, now=now)
        assert PendingAnswer.objects.get(pk=pending.pk).is_approved is False

    def test_nobody_is_not_the_system(self, pending, now):
        with pytest.raises(TypeError):
            approve_answer(pending=pending, by=None, now=now)


class TestReject:
    def test_the_remark_is_for_colleagues_only(self, complaint, pending, senior, now):
        reject_answer(pending=pending, by=senior, remark="Укажите срок.", now=now)
        note = complaint.items.order_by("-seq").first()
        assert (note.kind, note.is_public) == ("note", False)
        assert note.body.endswith("Укажите срок.")
        decided = PendingAnswer.objects.get(pk=pending.pk)
        assert (decided.is_approved, decided.remark) == (False, "Укажите срок.")
        assert facts(complaint)[-1] == AnswerRejected(ticket_id=complaint.pk, pending_id=pending.pk)

    def test_a_better_one_can_follow(self, complaint, pending, olga_operator, senior, now):
        reject_answer(pending=pending, by=senior, remark="Укажите срок.", now=now)
        better = propose_answer(ticket=complaint, by=olga_operator, answer="До пятницы.", now=now)
        approve_answer(pending=better, by=senior, now=now)
        assert complaint.items.get(kind="reply").body == "До пятницы."

    def test_the_author_takes_it_back(self, pending, olga_operator, now):
        reject_answer(pending=pending, by=olga_operator, remark="Ошибка.", now=now)
        assert PendingAnswer.objects.get(pk=pending.pk).is_approved is False

    def test_a_remark_is_needed(self, pending, senior, now):
        with refused(InvalidInput, match="что исправить"):
            reject_answer(pending=pending, by=senior, remark="", now=now)

    def test_another_team_is_refused(self, pending, supervisor_b, now):
        with refused(NotAllowed):
            reject_answer(pending=pending, by=supervisor_b, remark="Нет.", now=now)


def test_what_is_over_takes_no_proposal(complaint, citizen, olga_operator, now):
    withdraw_ticket(ticket=complaint, by=citizen.user, now=now)
    with refused(MoveRefused):
        propose_answer(ticket=complaint, by=olga_operator, answer="Да.", now=now)
