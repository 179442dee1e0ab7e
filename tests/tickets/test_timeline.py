"""The stream as staff and the citizen see it, and a person's history for the operator."""

import pytest

from tests.factories.accounts import make_api_key, make_profile, make_staff
from tests.factories.tickets import make_ticket
from tests.tickets.helpers import BODY, brought_to, registered
from tickets.actions.conversation import add_note, reply
from tickets.actions.transfer import escalate_ticket
from tickets.models import Attachment
from tickets.selectors.citizen_history import history_of
from tickets.selectors.timeline import timeline_for
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def talked(ticket, olga_operator, senior, now):
    """Taken, noted, replied to, brought to a senior; the first message has a file."""
    olga_operator.alias = "Ольга"
    olga_operator.save(update_fields=["alias"])
    brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)
    add_note(ticket=ticket, by=olga_operator, body="Звонил трижды", now=now)
    reply(ticket=ticket, by=olga_operator, body="Проверяем", now=now)
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложно", now=now)
    Attachment.objects.create(
        ticket=ticket,
        item=ticket.items.get(seq=1),
        uploader_kind="citizen",
        uploader_id="x",
        name="снимок.png",
        storage_name="a",
        content_type="image/png",
        size=10,
        sha256=b"",
        uploaded_at=now,
    )
    return ticket


class TestStream:
    def test_staff_see_everything_with_surnames(self, talked, olga_operator):
        shown = timeline_for(olga_operator, talked)
        assert [(entry.seq, entry.title, entry.author) for entry in shown] == [
            (1, "Сообщение заявителя", "Заявитель"),
            (2, "Взято в работу", "Ольга Соколова"),
            (3, "Внутренняя заметка", "Ольга Соколова"),
            (4, "Ответ", "Ольга Соколова"),
            (5, "Внутренняя заметка", "Ольга Соколова"),
            (6, "Передано старшему специалисту", "Ольга Соколова"),
        ]
        assert [entry.is_own for entry in shown] == [False] + [True] * 5
        assert [file.name for file in shown[0].attachments] == ["снимок.png"]

    def test_the_citizen_sees_what_is_public_with_public_names(self, talked, citizen):
        shown = timeline_for(citizen.user, talked)
        assert [(entry.seq, entry.title, entry.author) for entry in shown] == [
            (1, "Сообщение заявителя", "Заявитель"),
            (2, "Взято в работу", "Ольга"),
            (4, "Ответ", "Ольга"),
        ]
        assert [entry.body for entry in shown] == [BODY, "", "Проверяем"]
        assert shown[0].is_own is True

    def test_another_system_sees_what_is_public(self, talked, team_a):
        key = make_api_key(teams=[team_a])
        assert [entry.seq for entry in timeline_for(key, talked)] == [1, 2, 4]

    @pytest.mark.parametrize("person", ["olga_operator", "citizen"])
    def test_costs_two_queries(self, talked, person, request, django_assert_num_queries):
        by = request.getfixturevalue(person)
        by = getattr(by, "user", by)
        with django_assert_num_queries(2):
            for entry in timeline_for(by, talked):
                assert entry.author
                assert entry.attachments is not None


class TestHistory:
    def test_every_channel_and_joined_profile_newest_first(
        self, ticket, citizen, olga_operator, team_a, now
    ):
        joined = make_profile(merged_into=citizen)
        older = make_ticket(citizen=joined, channel="phone", team=team_a)
        rows = history_of(olga_operator, citizen)
        assert {row.number for row in rows} == {ticket.number, older.number}
        first = next(row for row in rows if row.number == ticket.number)
        assert (first.channel_label, first.topic, first.status_label) == (
            "Личный кабинет",
            "other",
            "Принято",
        )
        assert (first.is_open, first.may_open, first.subject) == (True, True, ticket.subject)

    def test_words_only_of_what_the_reader_may_open(self, ticket, citizen, oleg_operator):
        (row,) = history_of(oleg_operator, citizen)
        assert (row.number, row.may_open, row.subject) == (ticket.number, False, "")

    @pytest.mark.parametrize("person", ["editor", "auditor", "administrator", "former"])
    def test_nothing_for_those_who_do_not_work_at_the_desk(self, ticket, citizen, person, request):
        assert history_of(request.getfixturevalue(person), citizen) == []

    def test_nothing_for_a_citizen(self, ticket, citizen):
        assert history_of(citizen.user, citizen) == []

    def test_a_stranger_has_none(self, ticket, other_citizen, olga_operator):
        assert history_of(olga_operator, other_citizen) == []

    def test_costs_two_queries_however_long(
        self, desk, citizen, olga_operator, now, django_assert_num_queries
    ):
        for _ in range(3):
            registered(citizen, now=now)
        make_staff()
        olga_operator.team_ids()
        with django_assert_num_queries(2):
            assert len(history_of(olga_operator, citizen)) == 3
