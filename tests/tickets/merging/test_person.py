"""The panel beside an appeal: repeats, what to do, what looks the same, one stream of all channels."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.actions.contacts import open_contact
from accounts.models import User
from notifications.actions import notify, of_citizen
from schedules.reference import load_reference as load_schedules
from tests.factories.tickets import make_ticket, make_topic
from tests.tickets.helpers import registered
from tickets import events
from tickets.models import Ticket, TopicGuide
from tickets.reference import load_reference
from tickets.selectors.desk_list import ListQuery, page_of
from tickets.selectors.duplicates import Wanted, similar_to
from tickets.selectors.person_stream import PAGE, stream_of_person
from tickets.selectors.repeats import repeat_of
from topics.reference import load_reference as load_topics

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def person(ticket: Ticket) -> str:
    return reverse("desk:ticket-person", args=[ticket.number])


class TestRepeats:
    def test_counted_over_a_week_by_topic_and_person(self, team_a, citizen, other_citizen, now):
        def written(days: float, **fields: Any) -> Ticket:
            values = {"team": team_a, "citizen": citizen, "registered_at": now - days * DAY}
            return make_ticket(**(values | fields))

        written(7)  # a week ago to the second: no longer this week
        third = [written(days) for days in (6, 3, 1)][-1]
        written(0.5, topic=make_topic("payment"))
        written(0.5, citizen=other_citizen)
        last = written(0)
        assert repeat_of(last).words == "4-е обращение за неделю по теме «other»"
        assert repeat_of(third).place == 4, "a week back from its own day"

    def test_the_row_says_it_and_costs_no_statement(
        self, client_for, olga_operator, team_a, citizen, now, django_assert_num_queries
    ):
        for days in (2, 1, 0):
            make_ticket(team=team_a, citizen=citizen, registered_at=now - days * DAY)
        make_ticket(team=team_a, registered_at=now)
        by = User.objects.get(pk=olga_operator.pk)
        by.team_ids()
        with django_assert_num_queries(2):
            rows = page_of(by, ListQuery(view="free"), now=now).rows
        assert sorted(row.repeats for row in rows) == [0, 1, 2, 3]
        page = client_for(olga_operator).get(reverse("desk:tickets") + "?view=free")
        assert "3-е обращение за неделю" in page.content.decode()
        assert "1-е обращение за неделю" not in page.content.decode()


class TestSimilar:
    def test_likeliest_first_by_words_then_topic(self, desk, citizen, olga_operator, now):
        def wrote(body: str, days: int, **fields: Any) -> Ticket:
            return registered(citizen, now=now - days * DAY, body=body, **fields)

        payment = make_topic("payment")
        same = wrote("Списали пошлину дважды, верните деньги.", 20, topic=payment)
        topic = wrote("Не могу найти квитанцию.", 2, topic=payment)
        wrote("Как сменить фамилию после свадьбы?", 1, topic=make_topic("personal_data_change"))
        make_ticket(team=desk.team, citizen=citizen, topic=payment, status="closed",
                    registered_at=now - 31 * DAY)  # fmt: skip
        wanted = Wanted("Дважды списали деньги за пошлину", payment)
        found = similar_to(olga_operator, citizen, wanted, now=now)
        assert [(one.past.number, one.why) for one in found] == [
            (same.number, "та же тема, похожие слова"),
            (topic.number, "та же тема"),
        ]

    def test_what_a_colleague_may_not_open_is_ranked_by_topic_alone(
        self, desk, citizen, oleg_operator, auditor, now
    ):
        hidden = registered(citizen, now=now, body="Тайные слова о пошлине")
        wanted = Wanted("тайные слова о пошлине", make_topic())
        [one] = similar_to(oleg_operator, citizen, wanted, now=now)
        assert (one.past.number, one.past.subject, one.share) == (hidden.number, "", 0.0)
        assert similar_to(oleg_operator, citizen, Wanted("тайные слова о пошлине"), now=now) == []
        [own] = similar_to(citizen.user, citizen, wanted, now=now)
        assert own.past.may_open is True
        assert similar_to(auditor, citizen, wanted, now=now) == []

    def test_two_statements_however_many(
        self, desk, citizen, olga_operator, now, django_assert_num_queries
    ):
        for days in range(12):
            registered(citizen, now=now - days * DAY, body=f"Пошлина {days}")
        by = User.objects.get(pk=olga_operator.pk)
        by.team_ids()
        wanted = Wanted("пошлина", make_topic())
        with django_assert_num_queries(2):
            assert len(similar_to(by, citizen, wanted, now=now)) == 5


class TestStream:
    def test_all_channels_newest_first(self, first, citizen, olga_operator, now):
        other = registered(citizen, now=now - DAY, body="Раньше.")
        open_contact(citizen=citizen, channel="phone", by=olga_operator, now=now + HOUR)
        fact = _entry(first)
        context = {"number": str(first.number), "link": "http://localhost:8000/"}
        notify(entry_id=fact, recipient=of_citizen(citizen), template="ticket_answered",
               context=context, now=now + 2 * HOUR)  # fmt: skip
        page = stream_of_person(olga_operator, citizen, exclude=first.number)
        kinds = [row.kind for row in page.rows]
        assert kinds[-2:] == ["talk", "appeal"] or kinds[-1] == "appeal"
        assert {"notice", "talk", "appeal"} == set(kinds)
        assert page.rows[-1].number == other.number
        assert [row.at for row in page.rows] == sorted((row.at for row in page.rows), reverse=True)
        only = stream_of_person(olga_operator, citizen, kind="talk")
        assert [row.text for row in only.rows] == ["Ольга Соколова"]

    def test_pages_lose_nothing_and_repeat_nothing(self, team_a, citizen, olga_operator, now):
        """Three at each moment: the edge of a page falls between equals."""
        made = [
            make_ticket(team=team_a, citizen=citizen, registered_at=now - (number // 3) * HOUR)
            for number in range(2 * PAGE + 4)
        ]
        seen, after = [], ""
        while True:
            page = stream_of_person(olga_operator, citizen, after=after)
            seen += [row.key for row in page.rows]
            if not (after := page.next):
                break
        assert sorted(seen) == sorted(str(ticket.number) for ticket in made)

    def test_words_only_of_what_may_be_opened(self, first, citizen, oleg_operator, auditor, now):
        [row] = stream_of_person(oleg_operator, citizen, kind="appeal").rows
        assert (row.title, row.number, row.text) == (f"№ {first.number}", 0, "other")
        assert stream_of_person(auditor, citizen).rows == []


class TestPanel:
    def test_shows_all_of_it(self, client_for, first, second, olga_operator, now):
        guide = TopicGuide.objects.create(topic=first.topic, steps="Раз\nДва", hint="Главное")
        page = client_for(olga_operator).get(person(second), headers=HTMX).content.decode()
        for words in (
            "2-е обращение за неделю",
            "Похожие обращения этого человека",
            str(first.number),
            guide.lines[1],
            "История во всех каналах",
            "Связать с другим",
        ):
            assert words in page
        only = client_for(olga_operator).get(
            person(second) + "?kind=appeal", headers={**HTMX, "HX-Target": "person-stream"}
        )
        assert str(first.number) in only.content.decode()
        assert "Связать с другим" not in only.content.decode()

    def test_what_it_costs(self, client_for, first, second, olga_operator, django_assert_max_num_queries):  # fmt: skip
        client = client_for(olga_operator)
        client.get(person(second), headers=HTMX)
        with django_assert_max_num_queries(20):
            client.get(person(second), headers=HTMX)

    def test_a_broken_place_is_a_bad_request(self, client_for, first, olga_operator):
        client = client_for(olga_operator)
        assert client.get(person(first) + "?after=zzz").status_code == 400
        assert client.get(person(first) + "?kind=zzz").status_code == 400

    def test_links_by_number(self, client_for, first, second, olga_operator, team_b, citizen):
        client = client_for(olga_operator)
        url = reverse("desk:ticket-links", args=[first.number])
        given = {"relation": "child", "number": str(second.number)}
        answer = client.post(url, given, headers=HTMX)
        assert answer.status_code == 200
        assert "Часть обращения" in answer.content.decode()
        link = second.links_out.get()
        assert (link.target, link.relation) == (first, "parent")
        hidden = make_ticket(team=team_b, citizen=citizen)
        answers = [
            client.post(url, {"relation": "related", "number": number}, headers=HTMX)
            for number in (str(hidden.number), "399999998")
        ]
        assert [one.status_code for one in answers] == [422, 422]
        words = "Обращения с таким номером нет в ваших командах"
        assert all(words in one.content.decode() for one in answers)
        away = reverse("desk:ticket-unlink", args=[first.number, link.pk])
        Ticket.objects.filter(pk=second.pk).update(team=team_b)
        assert client.post(away).status_code == 404, "its other end is hidden now"
        Ticket.objects.filter(pk=second.pk).update(team=first.team)
        assert client.post(away, headers=HTMX).status_code == 200
        assert not second.links_out.exists()


def test_every_topic_of_the_starting_set_has_its_guide(now):
    load_schedules(now)
    load_topics(now)
    load_reference(now)
    guides = TopicGuide.objects.select_related("topic", "template")
    assert len(guides) == 8
    assert all(
        guide.lines and guide.template and guide.template.topic == guide.topic for guide in guides
    )
    assert load_reference(now) == 0


def _entry(ticket: Ticket) -> int:
    from common.actors import SYSTEM
    from journal.facts import record

    event = events.TicketReopened(ticket_id=ticket.pk)
    return record(event, by=SYSTEM, at=ticket.registered_at).pk
