"""Answers that don't end the matter, and notes a citizen never sees."""

from datetime import timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.accounts import make_api_key
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, stream
from tickets.actions._move import MoveRefused
from tickets.actions._text import MAX_TEXT
from tickets.actions.answering import (
    ask_citizen,
    propose_answer,
    refuse_ticket,
    resolve_ticket,
)
from tickets.actions.assignment import take_ticket
from tickets.actions.conversation import add_note, reply
from tickets.actions.sending import AnsweredMeanwhile, Sending
from tickets.events import NoteAdded, TicketAnswered
from tickets.selectors.visibility import visible_to
from tickets.states import Status

pytestmark = pytest.mark.django_db


class TestReply:
    def test_is_the_first_response_and_changes_no_state(self, ticket, olga_operator, now):
        later = now + timedelta(minutes=7)
        item = reply(ticket=ticket, by=olga_operator, body="Проверяем.", now=later)
        answered = fresh(ticket)
        assert (answered.status, answered.first_response_at) == (Status.REGISTERED, later)
        assert (answered.answer_unread, answered.activity_at) == (True, later)
        assert (item.kind, item.is_public, item.author) == ("reply", True, olga_operator)
        assert stream(ticket) == [("message", ""), ("reply", "")]
        assert facts(ticket)[-1] == TicketAnswered(ticket_id=ticket.pk, item_id=item.pk)

    def test_the_second_keeps_the_first_response(self, ticket, olga_operator, now):
        reply(ticket=ticket, by=olga_operator, body="Проверяем.", now=now)
        reply(ticket=ticket, by=olga_operator, body="Ещё.", now=now + timedelta(hours=1))
        assert fresh(ticket).first_response_at == now

    def test_another_systems_answer_is_no_response_of_a_person(self, ticket, team_a, now):
        key = make_api_key(teams=[team_a], scopes=["tickets:reply"])
        reply(ticket=ticket, by=key, body="Автоответ.", now=now)
        assert fresh(ticket).first_response_at is None

    def test_a_key_of_another_team_is_refused(self, ticket, team_b, now):
        key = make_api_key(teams=[team_b], scopes=["tickets:reply"])
        with refused(NotAllowed):
            reply(ticket=ticket, by=key, body="Автоответ.", now=now)

    def test_a_repeated_submit_is_one_answer(self, ticket, olga_operator, now):
        sent = [
            reply(ticket=ticket, by=olga_operator, body="Да.", now=now, sending=Sending("k1"))
            for _ in range(2)
        ]
        assert sent[0] == sent[1]
        assert ticket.items.count() == 2

    def test_two_authors_may_use_the_same_key(self, ticket, olga_operator, senior, now):
        one = reply(ticket=ticket, by=olga_operator, body="Да.", now=now, sending=Sending("1"))
        other = reply(ticket=ticket, by=senior, body="Нет.", now=now, sending=Sending("1"))
        assert one != other

    def test_its_words_are_found(self, ticket, olga_operator, now):
        from common.keyed_search import query

        reply(ticket=ticket, by=olga_operator, body="Перезагрузите приложение", now=now)
        for words in ("перезагрузить приложения", "код подтверждения"):
            assert visible_to(olga_operator).filter(search=query(words)).get() == ticket

    def test_an_empty_one_is_refused(self, ticket, olga_operator, now):
        with refused(InvalidInput):
            reply(ticket=ticket, by=olga_operator, body=" \x00\r\n", now=now)

    def test_one_too_long_is_refused(self, ticket, olga_operator, now):
        with refused(InvalidInput, match=f"{MAX_TEXT} знаков"):
            reply(ticket=ticket, by=olga_operator, body="я" * (MAX_TEXT + 1), now=now)

    def test_what_is_over_is_refused(self, ticket, olga_operator, now):
        closed = brought_to(Status.CLOSED, ticket, by=olga_operator, now=now)
        with refused(MoveRefused, match="«Закрыто»"):
            reply(ticket=closed, by=olga_operator, body="Да.", now=now)

    @pytest.mark.parametrize("person", ["oleg_operator", "quality", "citizen", "administrator"])
    def test_others_are_refused(self, ticket, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            reply(ticket=ticket, by=getattr(by, "user", by), body="Да.", now=now)

    def test_nobody_is_not_the_system(self, ticket, now):
        with pytest.raises(TypeError):
            reply(ticket=ticket, by=None, body="Да.", now=now)


class TestNote:
    def test_is_never_public(self, ticket, olga_operator, citizen, now):
        item = add_note(ticket=ticket, by=olga_operator, body="Звонил дважды.", now=now)
        assert (item.kind, item.is_public) == ("note", False)
        assert fresh(ticket).first_response_at is None
        assert facts(ticket)[-1] == NoteAdded(ticket_id=ticket.pk, item_id=item.pk)

    def test_quality_control_of_the_team_writes_notes(self, ticket, quality, now):
        assert add_note(ticket=ticket, by=quality, body="Хорошо.", now=now).author == quality

    def test_may_be_added_after_the_end(self, ticket, olga_operator, now):
        closed = brought_to(Status.CLOSED, ticket, by=olga_operator, now=now)
        add_note(ticket=closed, by=olga_operator, body="Для памяти.", now=now)
        assert fresh(ticket).status == Status.CLOSED

    @pytest.mark.parametrize("person", ["oleg_operator", "citizen", "auditor"])
    def test_others_are_refused(self, ticket, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            add_note(ticket=ticket, by=getattr(by, "user", by), body="Заметка.", now=now)


class TestAnsweredMeanwhile:
    """Who has not read a colleague's answer is asked before sending theirs: under the row's lock."""

    def test_a_colleagues_answer_not_yet_read_stops_every_kind(
        self, ticket, olga_operator, senior, now
    ):
        ticket = take_ticket(ticket=ticket, by=senior, now=now)
        seen = ticket.items_count
        reply(ticket=ticket, by=olga_operator, body="Проверяем.", now=now)
        late = Sending(seen=seen)
        given = {"ticket": ticket, "by": senior, "now": now, "sending": late}
        for door, word in (
            (reply, "body"),
            (ask_citizen, "question"),
            (resolve_ticket, "answer"),
            (refuse_ticket, "reason"),
        ):
            with refused(AnsweredMeanwhile, match="коллега уже ответил"):
                door(**given, **{word: "И я."})
        with refused(AnsweredMeanwhile):
            propose_answer(ticket=ticket, by=senior, answer="И я.", now=now, seen=seen)

    def test_ones_own_answer_and_one_that_was_read_stop_nothing(
        self, ticket, olga_operator, senior, now
    ):
        reply(ticket=ticket, by=olga_operator, body="Один.", now=now)
        reply(ticket=ticket, by=olga_operator, body="Два.", now=now, sending=Sending(seen=1))
        read = fresh(ticket).items_count
        reply(ticket=ticket, by=senior, body="Три.", now=now, sending=Sending(seen=read))
        assert ticket.items.filter(kind="reply").count() == 3

    def test_a_repeated_press_is_no_second_answer(self, ticket, olga_operator, senior, now):
        sending = Sending("k1", seen=ticket.items_count)
        first = reply(ticket=ticket, by=senior, body="Да.", now=now, sending=sending)
        reply(ticket=ticket, by=olga_operator, body="Ещё.", now=now)
        assert reply(ticket=ticket, by=senior, body="Да.", now=now, sending=sending) == first
