"""Legal consultations in an appeal: a numbered protocol for consultants only (R-178…R-186)."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from fpdf import FPDF

from catalogue.actions.legal import CorrectedAlready, NewConsultation, record_consultation
from catalogue.models import Consultation, LegalArea
from common.errors import NotAllowed
from journal.models import Entry
from tickets.models import TimelineItem

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUESTION = "Соседи затопили квартиру, управляющая компания не составляет акт."
WORDS = "Акт составляет комиссия; порядок и срок — в правилах содержания общего имущества."


@pytest.fixture
def area(db: None) -> LegalArea:
    return LegalArea.objects.create(
        code="civil",
        title="Гражданское право",
        examples="Имущество",
        explains="Порядок",
        limits="Не составляем иски.",
    )


def new(area: LegalArea, **fields: Any) -> NewConsultation:
    return NewConsultation(
        **{"id": uuid4(), "area": area, "question": QUESTION, "explanation": WORDS} | fields
    )


def posted(area: LegalArea) -> dict[str, str]:
    return {
        "area": area.code,
        "question": QUESTION,
        "explanation": WORDS,
        "service": "",
        "key": str(uuid4()),
    }


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What documents have put on paper, cell by cell."""
    cells: list[str] = []
    put = FPDF.multi_cell

    def multi_cell(self: FPDF, w: float, h: float, text: str, **rest: Any) -> Any:
        cells.append(text)
        return put(self, w, h, text, **rest)

    monkeypatch.setattr(FPDF, "multi_cell", multi_cell)
    return cells


def test_a_lawyer_writes_a_protocol_and_takes_it_as_a_file(
    client_for: Any, lawyer: Any, ticket: Any, area: LegalArea, printed: list[str]
) -> None:
    client, address = client_for(lawyer), reverse("desk:ticket-consultation", args=[ticket.number])
    fields = posted(area)
    answer = client.post(address, fields)
    assert answer.status_code == 303
    client.post(address, fields)  # a second press
    made = Consultation.objects.get()
    year = made.at.year
    assert made.number == f"ПК-{year}-00001"
    assert (made.matter, made.citizen_id, made.lawyer) == (ticket.pk, ticket.citizen_id, lawyer)
    lines = TimelineItem.objects.filter(ticket=ticket, data__verb="consulted")
    assert [line.body for line in lines] == [""]

    page = client.get(answer["Location"]).content.decode()
    assert QUESTION in page
    file = client.get(f"{answer['Location']}?as=pdf")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    assert f"Протокол консультации № {made.number}" in printed
    assert {QUESTION, WORDS} <= set(printed)
    assert "Представительство в суде невозможно." in printed[-1]
    looks = Entry.objects.filter(event="catalogue.ConsultationOpened")
    assert [entry.data["as_file"] for entry in looks.order_by("pk")] == [False, True]
    assert QUESTION not in str(list(Entry.objects.values_list("data", flat=True)))


def test_others_find_neither_the_form_nor_the_protocol(
    client_for: Any, lawyer: Any, senior: Any, sveta_supervisor: Any, ticket: Any, area: LegalArea
) -> None:
    made = record_consultation(new=new(area), by=lawyer, now=NOW)
    for person in (senior, sveta_supervisor):
        client = client_for(person)
        form = reverse("desk:ticket-consultation", args=[ticket.number])
        assert client.get(form).status_code == 404
        assert client.post(form, posted(area)).status_code == 404
        assert client.get(reverse("catalogue:consultation", args=[made.pk])).status_code == 404
        listed = client.get(reverse("catalogue:legal")).content.decode()
        assert "Гражданское право" in listed
        assert made.number not in listed
    assert Consultation.objects.count() == 1


def test_numbers_have_no_gaps_and_a_correction_is_a_new_protocol(
    lawyer: Any, olga_operator: Any, area: LegalArea
) -> None:
    first = record_consultation(new=new(area), by=lawyer, now=NOW)
    with pytest.raises(NotAllowed):
        record_consultation(new=new(area), by=olga_operator, now=NOW)
    better = record_consultation(new=new(area, corrects=first), by=lawyer, now=NOW)
    assert (first.number, better.number) == ("ПК-2026-00001", "ПК-2026-00002")
    with pytest.raises(CorrectedAlready):
        record_consultation(new=new(area, corrects=first), by=lawyer, now=NOW)
    third = record_consultation(new=new(area), by=lawyer, now=NOW)
    assert third.number == "ПК-2026-00003"


def test_words_of_a_protocol_are_sealed_and_go_with_the_person(
    lawyer: Any, citizen: Any, area: LegalArea
) -> None:
    from django.db import connection

    from accounts.subjects import Subject
    from catalogue.actions.subject import PART

    made = record_consultation(new=new(area, citizen=citizen), by=lawyer, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT question FROM catalogue_consultation")
        assert QUESTION.encode() not in bytes(cursor.fetchone()[0])
    assert PART.erase(Subject((citizen.pk,), ()), now=NOW) == {
        "Тексты протоколов правовых консультаций": 1
    }
    made.refresh_from_db()
    assert (made.question, made.citizen_id, made.number) == ("", None, "ПК-2026-00001")


def test_a_correction_starts_from_the_words_and_leads_back(
    client_for: Any, lawyer: Any, ticket: Any, area: LegalArea
) -> None:
    client, address = client_for(lawyer), reverse("desk:ticket-consultation", args=[ticket.number])
    client.post(address, posted(area))
    first = Consultation.objects.get()
    shown = reverse("catalogue:consultation", args=[first.pk])
    assert f"{address}?corrects={first.pk}" in client.get(shown).content.decode()
    assert WORDS in client.get(address, {"corrects": str(first.pk)}).content.decode()
    answer = client.post(address, posted(area) | {"corrects": str(first.pk)})
    better = Consultation.objects.get(corrects=first)
    assert answer["Location"] == reverse("catalogue:consultation", args=[better.pk])
    assert "Взамен" in client.get(answer["Location"]).content.decode()
    assert "?corrects=" not in client.get(shown).content.decode()
    assert client.get(address, {"corrects": str(uuid4())}).status_code == 404
