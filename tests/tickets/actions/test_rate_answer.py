"""What the citizen makes of the answer: read, marked, marked anew once."""

from datetime import timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, facts, refused
from tickets.actions._move import MoveRefused
from tickets.actions.answering import resolve_ticket
from tickets.actions.conversation import write_message
from tickets.actions.ending import withdraw_ticket
from tickets.actions.rating import AlreadyRated, mark_answer_read, rate_answer
from tickets.events import AnswerRead, TicketRated
from tickets.models import Rating
from tickets.states import Status

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def answered(ticket, olga_operator, now):
    return brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)


class TestRate:
    def test_marks_the_answer_and_who_gave_it(self, answered, citizen, olga_operator, now):
        rate_answer(ticket=answered, by=citizen.user, score=4, words=" Спасибо ", now=now)
        rating = Rating.objects.get()
        assert (rating.score, rating.words, rating.rated_at) == (4, "Спасибо", now)
        assert rating.assignee == olga_operator
        assert rating.answer_seq == answered.items.get(kind="reply").seq
        assert facts(answered)[-1] == TicketRated(ticket_id=answered.pk, score=4)

    def test_is_changed_once_within_a_day(self, answered, citizen, now):
        rate_answer(ticket=answered, by=citizen.user, score=1, now=now)
        rate_answer(ticket=answered, by=citizen.user, score=5, now=now + DAY)
        rating = Rating.objects.get()
        assert (rating.score, rating.rated_at, rating.changed_at) == (5, now, now + DAY)
        with refused(AlreadyRated):
            rate_answer(ticket=answered, by=citizen.user, score=2, now=now + DAY)

    def test_is_not_changed_after_a_day(self, answered, citizen, now):
        rate_answer(ticket=answered, by=citizen.user, score=1, now=now)
        with refused(AlreadyRated):
            rate_answer(
                ticket=answered, by=citizen.user, score=5, now=now + DAY + timedelta(seconds=1)
            )

    def test_the_same_mark_twice_changes_nothing(self, answered, citizen, now):
        rate_answer(ticket=answered, by=citizen.user, score=5, now=now)
        rate_answer(ticket=answered, by=citizen.user, score=5, now=now)
        assert fact_names(answered).count("TicketRated") == 1

    def test_a_new_answer_is_marked_anew(self, answered, citizen, olga_operator, now):
        rate_answer(ticket=answered, by=citizen.user, score=1, now=now)
        write_message(ticket=answered, by=citizen.user, body="Нет", now=now)
        resolve_ticket(ticket=answered, by=olga_operator, answer="Исправили", now=now)
        rate_answer(ticket=answered, by=citizen.user, score=5, now=now)
        assert sorted(Rating.objects.values_list("score", flat=True)) == [1, 5]

    @pytest.mark.parametrize("score", [0, 6])
    def test_from_one_to_five(self, answered, citizen, score, now):
        with refused(InvalidInput):
            rate_answer(ticket=answered, by=citizen.user, score=score, now=now)

    def test_before_an_answer_is_refused(self, ticket, citizen, now):
        with refused(MoveRefused, match="после ответа"):
            rate_answer(ticket=ticket, by=citizen.user, score=5, now=now)

    def test_what_was_never_answered_is_refused(self, ticket, citizen, now):
        withdraw_ticket(ticket=ticket, by=citizen.user, now=now)
        with refused(MoveRefused, match="не было ответа"):
            rate_answer(ticket=ticket, by=citizen.user, score=5, now=now)

    @pytest.mark.parametrize("person", ["other_citizen", "olga_operator", "quality"])
    def test_others_are_refused(self, answered, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            rate_answer(ticket=answered, by=getattr(by, "user", by), score=5, now=now)


class TestRead:
    def test_is_noted_once(self, answered, citizen, now):
        for _ in range(2):
            mark_answer_read(ticket=answered, by=citizen.user, now=now)
        assert fresh(answered).answer_unread is False
        assert facts(answered)[-1] == AnswerRead(ticket_id=answered.pk)
        assert fact_names(answered).count("AnswerRead") == 1

    @pytest.mark.parametrize("person", ["other_citizen", "olga_operator"])
    def test_others_are_refused(self, answered, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            mark_answer_read(ticket=answered, by=getattr(by, "user", by), now=now)
