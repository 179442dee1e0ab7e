"""Codes, cards and documents in the texts of appeals: hidden everywhere, shown once for a reason."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from common.errors import InvalidInput, NotAllowed, TooManyRequests
from journal.facts import history_of as facts_of
from tests.factories.accounts import bearer, make_api_key
from tests.factories.tickets import fresh
from tests.tickets.files.builders import picture
from tests.tickets.helpers import brought_to, facts, refused, registered
from tickets.actions.answering import propose_answer
from tickets.actions.attachments import Files, attach_files, upload
from tickets.actions.conversation import add_note, reply
from tickets.actions.rating import rate_answer
from tickets.actions.reveal import NothingHidden, reveal_text
from tickets.events import TextRevealed, TextRevealLimitReached
from tickets.models import Ticket, TimelineItem
from tickets.notices import notices_for
from tickets.selectors.citizen_history import history_of
from tickets.selectors.timeline import timeline_for

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
CARD, SNILS, PASSPORT, CODE = "2202 2020 1234 5678", "112-233-445 95", "45 10 123456", "482913"
BODY = f"Карта {CARD}, СНИЛС {SNILS}, паспорт {PASSPORT}, код {CODE}. Телефон 8 916 123-45-67."
SHOWN = (
    "Карта **** **** **** 5678, СНИЛС ***-***-*** 95, паспорт 45** ***456, код ******. "
    "Телефон 8 916 123-45-67."
)
SECRETS = (CARD, SNILS, PASSPORT, CODE)


@pytest.fixture
def ticket(desk: Any, citizen: Any, now: datetime) -> Ticket:
    return registered(citizen, now=now, body=BODY, subject=f"Оплатил с {CARD}")


@pytest.fixture
def item(ticket: Ticket) -> TimelineItem:
    return ticket.items.get(seq=1)


def url(ticket: Ticket, seq: int = 1) -> str:
    return reverse("desk:ticket-text", args=[ticket.number, seq])


class TestShownMasked:
    def test_to_a_colleague_with_a_flag(self, ticket: Ticket, olga_operator: Any) -> None:
        """D-05, of texts people typed."""
        (entry,) = timeline_for(olga_operator, ticket)
        assert entry.body == SHOWN
        assert entry.shown.flag == "Скрыты номер карты, СНИЛС, паспорт, код"
        assert entry.may_reveal

    def test_the_citizen_reads_their_own_text_but_no_codes(
        self, ticket: Ticket, citizen: Any
    ) -> None:
        (entry,) = timeline_for(citizen.user, ticket)
        assert entry.body == BODY.replace(CODE, "******")
        assert not entry.may_reveal

    def test_an_author_reads_their_own_note(
        self, ticket: Ticket, olga_operator: Any, senior: Any, now: datetime
    ) -> None:
        add_note(ticket=ticket, by=olga_operator, body=f"{SNILS}, код {CODE}", now=now)
        assert timeline_for(olga_operator, ticket)[-1].body == f"{SNILS}, код ******"
        assert timeline_for(senior, ticket)[-1].body == "***-***-*** 95, код ******"

    @pytest.mark.parametrize("name", ["desk:ticket", "desk:tickets"])
    def test_on_the_desk(
        self, name: str, ticket: Ticket, client_for: Any, olga_operator: Any
    ) -> None:
        path = reverse(name, args=[ticket.number]) if name == "desk:ticket" else reverse(name)
        page = client_for(olga_operator).get(f"{path}?view=all").content.decode()
        assert "**** **** **** 5678" in page
        assert [secret for secret in SECRETS if secret in page] == []
        if name == "desk:ticket":
            assert "Скрыты номер карты, СНИЛС, паспорт, код" in page

    def test_in_the_cabinet(self, ticket: Ticket, client_for: Any, citizen: Any) -> None:
        page = client_for(citizen).get(f"/cabinet/{ticket.number}/").content.decode()
        assert SNILS in page
        assert CODE not in page
        assert "Скрыт код" in page

    def test_in_the_history_of_a_person(
        self, ticket: Ticket, citizen: Any, olga_operator: Any
    ) -> None:
        (row,) = history_of(olga_operator, citizen)
        assert row.subject == "Оплатил с **** **** **** 5678"

    def test_to_another_system(self, ticket: Ticket, client: Any) -> None:
        key = make_api_key(teams=[ticket.team], scopes=["tickets:read"])
        headers = {"Authorization": bearer(key)}
        path = f"/api/v1/tickets/{ticket.number}/"
        shown = client.get(path, headers=headers).json()
        assert shown["subject"] == "Оплатил с **** **** **** 5678"
        (line,) = client.get(f"{path}timeline/", headers=headers).json()["items"]
        assert line["body"] == SHOWN
        assert line["hidden"] == ["card", "snils", "passport", "code"]

    def test_in_an_export(self, ticket: Ticket, client_for: Any, sveta_supervisor: Any) -> None:
        answer = client_for(sveta_supervisor).post("/board/export.csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
        assert row["Суть"] == "Оплатил с **** **** **** 5678"

    def test_in_the_name_of_a_file_and_the_words_of_a_mark(
        self, ticket: Ticket, citizen: Any, client_for: Any, olga_operator: Any, now: datetime
    ) -> None:
        author, photo = citizen.user, io.BytesIO(picture("JPEG"))
        file = upload(file=photo, name=f"СНИЛС {SNILS}.jpg", by=author, draft_key="d", now=now)
        attach_files(ticket=ticket, files=Files((file.pk,), "d"), by=author, now=now)
        brought_to("resolved", ticket, by=olga_operator, now=now)
        words = f"Мой паспорт {PASSPORT} вернули"
        rate_answer(ticket=ticket, by=author, score=5, words=words, now=now)
        client = client_for(olga_operator)
        for name in ("desk:ticket", "desk:ticket-who"):
            page = client.get(reverse(name, args=[ticket.number])).content.decode()
            assert [secret for secret in SECRETS if secret in page] == []
        assert "45** ***456 вернули" in page

    def test_in_an_answer_that_waits_for_approval(
        self, ticket: Ticket, olga_operator: Any, senior: Any, client_for: Any, now: datetime
    ) -> None:
        ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
        propose_answer(ticket=ticket, by=olga_operator, answer=f"Ваш СНИЛС {SNILS}", now=now)
        path = reverse("desk:ticket-approval", args=[ticket.number])
        page = client_for(senior).get(path).content.decode()
        assert "***-***-*** 95" in page
        assert SNILS not in page
        assert "Скрыт СНИЛС" in page

    def test_a_subject_made_of_the_first_words_never_holds_half_a_number(
        self, desk: Any, citizen: Any, now: datetime
    ) -> None:
        hidden = "**** **** **** 5678 ***-***-*** 95 45** ***456 код ******"
        for length in range(40, 130, 6):
            body = f"{'ж' * length} {CARD} {SNILS} {PASSPORT} код {CODE}"
            subject = registered(citizen, now=now, body=body).subject
            assert f"{'ж' * length} {hidden}".startswith(subject.removesuffix("…"))


class TestReveal:
    def test_shows_all_but_codes_and_writes_a_fact(
        self, item: TimelineItem, olga_operator: Any, now: datetime
    ) -> None:
        shown = reveal_text(item=item, by=olga_operator, reason="answer", now=now)
        assert shown.text == BODY.replace(CODE, "******")
        assert facts(item.ticket)[-1] == TextRevealed(item.ticket_id, item.pk, "answer")

    def test_lasts_for_one_answer(
        self, ticket: Ticket, client_for: Any, olga_operator: Any
    ) -> None:
        client = client_for(olga_operator)
        answer = client.post(url(ticket), {"why": "answer"}, headers=HTMX)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert SNILS in page
        assert CODE not in page
        assert "просмотр записан в журнал" in page
        assert (
            SNILS not in client.get(reverse("desk:ticket", args=[ticket.number])).content.decode()
        )

    def test_works_without_scripts(
        self, ticket: Ticket, client_for: Any, olga_operator: Any
    ) -> None:
        page = client_for(olga_operator).post(url(ticket), {"why": "answer"}).content.decode()
        assert "<html" in page
        assert SNILS in page
        assert "просмотр записан в журнал" in page

    @pytest.mark.parametrize("why", ["", "curious"])
    def test_needs_a_reason_of_the_list(
        self, why: str, item: TimelineItem, client_for: Any, olga_operator: Any, now: datetime
    ) -> None:
        with refused(InvalidInput, match="зачем нужен"):
            reveal_text(item=item, by=olga_operator, reason=why, now=now)
        answer = client_for(olga_operator).post(url(item.ticket), {"why": why}, headers=HTMX)
        assert answer.status_code == 422
        assert "Выберите, зачем нужен полный текст." in answer.content.decode()
        assert SNILS not in answer.content.decode()

    def test_a_code_is_shown_to_nobody(
        self, ticket: Ticket, olga_operator: Any, senior: Any, now: datetime
    ) -> None:
        note = add_note(ticket=ticket, by=senior, body=f"Пришёл код {CODE}", now=now)
        with refused(NothingHidden):
            reveal_text(item=note, by=olga_operator, reason="answer", now=now)
        assert not timeline_for(olga_operator, ticket)[-1].may_reveal

    def test_who_may_not(
        self, item: TimelineItem, client_for: Any, citizen: Any, oleg_operator: Any, now: datetime
    ) -> None:
        with refused(NotAllowed):
            reveal_text(item=item, by=citizen.user, reason="answer", now=now)
        with refused(NotAllowed):
            reveal_text(item=item, by=oleg_operator, reason="answer", now=now)
        for stranger in (citizen, oleg_operator):
            answer = client_for(stranger).post(url(item.ticket), {"why": "answer"})
            assert answer.status_code == 404

    def test_there_is_no_such_line(
        self, ticket: Ticket, client_for: Any, olga_operator: Any
    ) -> None:
        assert client_for(olga_operator).post(url(ticket, 9), {"why": "answer"}).status_code == 404
        assert client_for(olga_operator).get(url(ticket)).status_code == 405

    def test_so_often_an_hour_then_leaders_are_told_once(
        self, item: TimelineItem, olga_operator: Any, sveta_supervisor: Any, now: datetime
    ) -> None:
        """D-05: a limit an hour, a fact of each refusal."""
        for _ in range(settings.TEXT_REVEALS_PER_HOUR):
            reveal_text(item=item, by=olga_operator, reason="answer", now=now)
        for _ in range(2):
            with pytest.raises(TooManyRequests, match="это предел"):
                reveal_text(item=item, by=olga_operator, reason="answer", now=now)

        written = [
            fact
            for fact in facts_of(f"ticket:{item.ticket_id}")
            if isinstance(fact.event, TextRevealLimitReached)
        ]
        assert [fact.event.refused for fact in written] == [1, 2]
        told = [[notice.recipient for notice in notices_for(fact)] for fact in written]
        assert len(told[0]) == 1
        assert told[1] == []


class TestOneOwnText:
    def test_search_still_finds_the_whole_text(
        self, ticket: Ticket, client_for: Any, olga_operator: Any
    ) -> None:
        page = client_for(olga_operator).post(reverse("desk:search"), {"q": "оплатил"})
        assert str(ticket.number) in page.content.decode()

    def test_what_is_sent_is_what_was_written(
        self, ticket: Ticket, olga_operator: Any, now: datetime
    ) -> None:
        sent = reply(ticket=ticket, by=olga_operator, body=f"Ваш СНИЛС {SNILS}", now=now)
        assert fresh(ticket).items.get(pk=sent.pk).body == f"Ваш СНИЛС {SNILS}"
