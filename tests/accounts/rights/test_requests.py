"""Requests with their clocks: asked in the cabinet, kept by the officer, warned of, answered, refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.actions import erasure
from accounts.actions.subject_requests import (
    Ask,
    RequestOver,
    answer_request,
    ask_about_data,
    sweep_requests,
)
from accounts.models import Citizen, SubjectRequest, User
from accounts.terms import due_of, term_of
from journal.models import Entry
from journal.outbox import run_due
from notifications.models import Delivery
from schedules.selectors import deadline_rules
from tests.factories.tickets import make_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "at_noon")]
LIST = "/account/data/requests/"


def asked(citizen: Citizen, kind: str, now: datetime, **more: Any) -> SubjectRequest:
    return ask_about_data(citizen=citizen, ask=Ask(kind, **more), by=citizen.user, now=now)


def events() -> list[str]:
    rows = Entry.objects.order_by("pk").values_list("event", flat=True)
    return [event.partition(".")[2] for event in rows]


class TestTerms:
    """152-ФЗ art. 14, 20, 21, from Friday, 20 November 2026."""

    @pytest.mark.parametrize(
        ("kind", "ground", "day"),
        [
            ("export", "", date(2026, 12, 4)),
            ("correction", "", date(2026, 12, 1)),
            ("objection", "", date(2026, 12, 4)),
            ("erasure", "not_needed", date(2026, 12, 1)),
            ("erasure", "withdrawn", date(2026, 12, 18)),  # 30 days: Sunday the 20th, so Friday
            ("erasure", "unlawful", date(2026, 12, 4)),
        ],
    )
    def test_due(self, kind: str, ground: str, day: date, now: datetime) -> None:
        due = due_of(deadline_rules(), term_of(kind, ground), asked_at=now)
        assert due.due_at == datetime(day.year, day.month, day.day, 20, 59, 59, tzinfo=UTC)
        assert due.warn_at == now + (due.due_at - now) * 0.75

    def test_a_year_without_a_calendar_refuses_nobody(self) -> None:
        late = datetime(2040, 12, 25, 9, 0, tzinfo=UTC)
        due = due_of(deadline_rules(), term_of("export"), asked_at=late)
        assert due.due_at == datetime(2041, 1, 4, 20, 59, 59, tzinfo=UTC)

    def test_every_term_names_its_source(self, settings: Any) -> None:
        assert all("152-ФЗ, статья" in source for _, _, source in settings.SUBJECT_TERMS.values())


class TestCabinet:
    def test_a_correction_is_taken_and_told(
        self, client_for: Any, citizen: Citizen, now: datetime
    ) -> None:
        client = client_for(citizen)
        form = {"kind": "correction", "text": "Отчество: Павловна"}
        assert client.post(LIST + "new/", form)["Location"] == LIST
        page = client.get(LIST).content.decode()
        for said in ("Исправить данные", "Принят", "1 декабря 2026", "Отчество: Павловна"):
            assert said in page
        run_due()
        notice = Delivery.objects.get(template="subject_received")
        assert "Ответим не позже 1 декабря 2026" in notice.body
        assert "Павловна" not in notice.body

    def test_without_words_it_is_refused(self, client_for: Any, citizen: Citizen) -> None:
        page = client_for(citizen).post(LIST + "new/", {"kind": "correction", "text": " "})
        assert page.status_code == 422
        assert SubjectRequest.objects.count() == 0

    def test_one_of_a_kind_at_a_time(self, citizen: Citizen, now: datetime) -> None:
        first = asked(citizen, "objection", now, text="Прекратите")
        assert asked(citizen, "objection", now, text="Ещё раз") == first

    def test_it_can_be_taken_back(self, client_for: Any, citizen: Citizen, now: Any) -> None:
        row = asked(citizen, "erasure", now)
        url = reverse("accounts:request-withdrawal", args=[row.pk])
        client_for(citizen).post(url)
        row.refresh_from_db()
        assert (row.state, row.answered_at) == ("withdrawn", now)

    def test_foreign_ones_are_nobodys(
        self, client_for: Any, citizen: Citizen, other_citizen: Citizen, now: datetime
    ) -> None:
        row = asked(citizen, "erasure", now)
        url = reverse("accounts:request-withdrawal", args=[row.pk])
        assert client_for(other_citizen).post(url).status_code == 404
        assert SubjectRequest.objects.get().state == "received"

    def test_erasure_says_what_must_stay_and_until_when(
        self, client_for: Any, citizen: Citizen, now: datetime
    ) -> None:
        open_one = make_ticket(citizen=citizen)
        kept = make_ticket(citizen=citizen, status="closed", is_official=True)
        page = client_for(citizen).get("/account/data/erasure/").content.decode()
        assert f"обращение № {open_one.number} — ещё не закрыто" in page
        assert f"обращение № {kept.number} — хранится по 59-ФЗ до 20.11.2031" in page

    def test_erasure_wants_to_be_understood(self, client_for: Any, citizen: Citizen) -> None:
        client = client_for(citizen)
        assert client.post("/account/data/erasure/", {"text": ""}).status_code == 422
        assert client.post("/account/data/erasure/", {"understood": "on"}).status_code == 303
        assert SubjectRequest.objects.get().kind == "erasure"

    def test_a18_erasure_wants_a_fresh_proof(self, client_for: Any, citizen: Citizen) -> None:
        late = client_for(citizen, proved_s_ago=301)
        assert late.post("/account/data/erasure/", {"understood": "on"}).status_code == 403
        assert SubjectRequest.objects.count() == 0

    def test_the_hub_leads_everywhere(self, client_for: Any, citizen: Citizen, now: Any) -> None:
        asked(citizen, "erasure", now)
        page = client_for(citizen).get("/account/data/").content.decode()
        for name in ("profile", "lookers", "consents", "export", "requests", "erasure"):
            assert f'href="{reverse(f"accounts:{name}")}"' in page
        assert "в работе: 1" in page
        assert "0 из 3" in page


class TestClock:
    def test_the_officer_is_warned_and_told_of_a_late_one_once(
        self,
        citizen: Citizen,
        data_officer: User,
        administrator: User,
        time_machine: Any,
        now: datetime,
    ) -> None:
        row = asked(citizen, "correction", now, text="Имя")
        assert sweep_requests(now=row.warn_at - timedelta(seconds=1)) == 0
        assert sweep_requests(now=row.warn_at) == 1
        assert sweep_requests(now=row.due_at) == 1
        assert sweep_requests(now=row.due_at + timedelta(days=9)) == 0
        assert events()[-2:] == ["SubjectRequestDueSoon", "SubjectRequestLate"]
        time_machine.move_to(row.due_at, tick=False)
        run_due()
        mails = Delivery.objects.filter(template="subject_due").order_by("pk")
        told = [(mail.address, "нарушен" in mail.body) for mail in mails]
        assert ("officer@example.org", False) in told
        assert ("officer@example.org", True) in told
        assert ("admin@example.org", True) in told
        assert ("admin@example.org", False) not in told

    def test_an_answered_one_warns_nobody(
        self, citizen: Citizen, data_officer: User, now: datetime
    ) -> None:
        row = asked(citizen, "correction", now, text="Имя")
        answer_request(request=row, answer="Исправили", by=data_officer, now=now)
        assert sweep_requests(now=row.due_at + timedelta(days=1)) == 0


class TestOfficer:
    def test_the_list_is_by_due_date(
        self,
        client_for: Any,
        citizen: Citizen,
        other_citizen: Citizen,
        data_officer: User,
        now: Any,
    ) -> None:
        asked(citizen, "objection", now, text="Не надо")
        soon = asked(other_citizen, "correction", now, text="Имя")
        page = client_for(data_officer).get("/desk/subjects/").content.decode()
        assert page.index("Кузнецов") < page.index("Морозова")
        SubjectRequest.objects.filter(pk=soon.pk).update(due_at=now - timedelta(days=1))
        assert "просрочен" in client_for(data_officer).get("/desk/subjects/").content.decode()

    def test_one_shows_how_much_is_held_and_never_what(
        self, client_for: Any, citizen: Citizen, data_officer: User, now: datetime
    ) -> None:
        make_ticket(citizen=citizen, subject="Тайна")
        row = asked(citizen, "erasure", now)
        page = client_for(data_officer).get(reverse("subjects:request", args=[row.pk]))
        words = page.content.decode()
        assert 'Обращения</dt><dd class="numeric">1</dd>' in words
        assert "7 рабочих дней, 152-ФЗ, статья 20, часть 3" in words
        for secret in ("Тайна", "+79161234567", "maria@example.org"):
            assert secret not in words

    def test_it_is_answered_and_the_person_hears(
        self, client_for: Any, citizen: Citizen, data_officer: User, now: datetime
    ) -> None:
        row = asked(citizen, "correction", now, text="Отчество")
        url = reverse("subjects:request-answer", args=[row.pk])
        assert client_for(data_officer).post(url, {"answer": " "}).status_code == 422
        client_for(data_officer).post(url, {"answer": "Исправили отчество."})
        row.refresh_from_db()
        assert (row.state, row.answered_by, row.answer) == (
            "done", data_officer, "Исправили отчество.",
        )  # fmt: skip
        run_due()
        notice = Delivery.objects.get(template="subject_answered")
        assert "«Исправить данные»: выполнен" in notice.body
        assert "Исправили отчество." in client_for(citizen).get(LIST).content.decode()
        with pytest.raises(RequestOver):
            answer_request(request=row, answer="Ещё", by=data_officer, now=now)

    def test_it_is_refused_with_reason_and_article(
        self, client_for: Any, citizen: Citizen, data_officer: User, now: datetime
    ) -> None:
        row = asked(citizen, "erasure", now)
        form = {"article": "keep_appeals", "answer": "Обращение хранится до 2031 года."}
        client_for(data_officer).post(reverse("subjects:request-refusal", args=[row.pk]), form)
        row.refresh_from_db()
        assert (row.state, row.article) == ("refused", "keep_appeals")
        run_due()
        notice = Delivery.objects.get(template="subject_answered")
        assert "Основание: 59-ФЗ: обращение ещё хранится" in notice.body
        page = client_for(citizen).get(LIST).content.decode()
        assert "Обращение хранится до 2031 года." in page

    def test_words_alone_do_not_answer_an_erasure(
        self, client_for: Any, citizen: Citizen, data_officer: User, now: datetime
    ) -> None:
        row = asked(citizen, "erasure", now)
        url = reverse("subjects:request-answer", args=[row.pk])
        assert client_for(data_officer).post(url, {"answer": "Удалили"}).status_code == 422
        assert SubjectRequest.objects.get().state == "received"

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"status": "in_progress"}, "ещё не закрыто"),
            ({"status": "closed", "is_official": True}, "хранится по 59-ФЗ до 20.11.2031"),
        ],
    )
    def test_what_must_be_kept_stops_the_proposal(
        self, fields: dict[str, Any], said: str, client_for: Any, citizen: Citizen,
        data_officer: User, now: datetime,
    ) -> None:  # fmt: skip
        make_ticket(citizen=citizen, **fields)
        row = asked(citizen, "erasure", now)
        page = client_for(data_officer).post(reverse("subjects:request-proposal", args=[row.pk]))
        assert page.status_code == 422
        assert said in page.content.decode()
        assert SubjectRequest.objects.get().state == "received"

    def test_after_its_years_an_official_appeal_holds_nobody(
        self, citizen: Citizen, data_officer: User, now: datetime, settings: Any
    ) -> None:
        make_ticket(citizen=citizen, status="closed", is_official=True)
        row = asked(citizen, "erasure", now)
        settings.OFFICIAL_KEEP_YEARS = 0
        erasure.propose_erasure(request=row, by=data_officer, now=now)
        assert SubjectRequest.objects.get().state == "working"

    def test_others_have_no_such_pages(
        self, client_for: Any, citizen: Citizen, olga_operator: User, now: datetime,
        sveta_supervisor: User,
    ) -> None:  # fmt: skip
        row = asked(citizen, "correction", now, text="Имя")
        for person in (olga_operator, citizen):
            assert client_for(person).get("/desk/subjects/").status_code == 404
        confirmer = client_for(sveta_supervisor)
        assert "Морозова" not in confirmer.get("/desk/subjects/").content.decode()
        shown = confirmer.get(reverse("subjects:request", args=[row.pk]))
        assert shown.status_code == 404

    def test_the_person_is_found_by_post(
        self, client_for: Any, citizen: Any, data_officer: User
    ) -> None:
        url = reverse("subjects:request-find")
        page = client_for(data_officer).post(url, {"q": "8 916 123 45 67"}).content.decode()
        assert reverse("subjects:request-new", args=[citizen.pk]) in page

    def test_the_list_costs_the_same_for_many(
        self, client_for: Any, citizen: Citizen, other_citizen: Citizen, data_officer: User,
        now: datetime, django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        for person in (citizen, other_citizen):
            for kind in ("correction", "objection", "erasure"):
                asked(person, kind, now, text="Имя")
        client = client_for(data_officer)
        with django_assert_max_num_queries(9):
            client.get("/desk/subjects/")

    def test_opening_one_is_a_fact_once_an_hour_and_the_person_sees_it(
        self, client_for: Any, citizen: Citizen, data_officer: User, now: datetime
    ) -> None:
        row = asked(citizen, "erasure", now)
        client, url = client_for(data_officer), reverse("subjects:request", args=[row.pk])
        client.get(url)
        client.get(url)
        assert events().count("SubjectHeldShown") == 1
        page = client_for(citizen).get("/account/data/lookers/").content.decode()
        assert "Открыл ваш запрос о данных" in page
        assert "Ответственный за персональные данные" in page
