"""Fields of topics: what may stand in them, their doors, what others read."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from common.errors import InvalidInput, NotAllowed, TooManyRequests
from tests.factories.tickets import fresh, make_topic
from tests.tickets.helpers import brought_to, fact_names, facts, refused
from tickets.actions._move import MoveRefused
from tickets.actions._ready import NotReady
from tickets.actions.answering import propose_answer, refuse_ticket, resolve_ticket
from tickets.actions.custom_fields import NothingToShow, fill_fields, reveal_field
from tickets.actions.details import Details, change_details
from tickets.api.outputs import TicketOutput
from tickets.exports import csv_chunks
from tickets.models import CustomField, FieldValue, Ticket
from tickets.selectors.custom_fields import chosen_in, shown_fields, values_for_systems

pytestmark = pytest.mark.django_db


def make_field(code: str, kind: str = "text", **given: Any) -> CustomField:
    topics = given.pop("topics", ())
    field = CustomField.objects.create(code=code, kind=kind, title=code.title(), **given)
    field.topics.set(topics)
    return field


@pytest.fixture
def own(ticket: Any, olga_operator: Any, now: datetime) -> Ticket:
    return brought_to("in_progress", ticket, by=olga_operator, now=now)


def words(ticket: Ticket) -> dict[str, str]:
    return {row.field.code: row.words for row in shown_fields(ticket)}


def test_every_kind_is_kept_and_read(own: Ticket, olga_operator: Any, now: datetime) -> None:
    for code, kind in (("text", "text"), ("sum", "number"), ("day", "date"), ("paid", "yes_no")):
        make_field(code, kind)
    make_field("bank", "choice", options="Сбер\n\n ВТБ \nСбер")
    given = {
        "text": " Код 41 ",
        "sum": "1 200,50",
        "day": "2026-11-25",
        "paid": "no",
        "bank": "ВТБ",
    }
    fill_fields(ticket=own, values=given, by=olga_operator, now=now)
    assert words(own) == {
        "text": "Код 41",
        "sum": "1200,5",
        "day": "25.11.2026",
        "paid": "нет",
        "bank": "ВТБ",
    }
    assert FieldValue.objects.get(field__code="sum").number == Decimal("1200.5")
    assert values_for_systems(own)["day"] == "2026-11-25"
    fill_fields(ticket=own, values=given, by=olga_operator, now=now)
    assert fact_names(own).count("FieldsFilled") == 1
    fill_fields(ticket=own, values={"sum": ""}, by=olga_operator, now=now)
    assert words(own)["sum"] == ""


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "много"),
        ("number", "1e99"),
        ("number", "NaN"),
        ("date", "31.02.2026"),
        ("choice", "Нет такого"),
        ("yes_no", "может быть"),
        ("text", "я" * 2001),
    ],
)
def test_what_does_not_fit_is_refused(
    own: Ticket, olga_operator: Any, now: datetime, kind: str, given: str
) -> None:
    make_field("field", kind, options="Да\nНет" if kind == "choice" else "")
    with refused(InvalidInput):
        fill_fields(ticket=own, values={"field": given}, by=olga_operator, now=now)
    assert not FieldValue.objects.exists()


def test_texts_and_personal_data_are_sealed_and_masked(
    own: Ticket, olga_operator: Any, now: datetime
) -> None:
    make_field("note"), make_field("account", "number", is_sensitive=True)
    values = {"note": "Позвонить Марии", "account": "4081781012"}
    fill_fields(ticket=own, values=values, by=olga_operator, now=now)
    assert words(own) == {"note": "Позвонить Марии", "account": "•••• 12"}
    assert values_for_systems(own)["account"] == "•••• 12"
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM tickets_fieldvalue t")
        stored = cursor.fetchone()[0]
    assert "Мари" not in stored
    assert "40817" not in stored


def test_a_masked_field_is_shown_with_a_reason_within_the_limit(
    own: Ticket, olga_operator: Any, oleg_operator: Any, now: datetime, settings: Any
) -> None:
    field = make_field("account", "text", is_sensitive=True)
    asked = {"ticket": own, "field": field, "by": olga_operator, "now": now}
    with pytest.raises(NothingToShow):
        reveal_field(**asked, reason="answer")
    fill_fields(ticket=own, values={"account": "40817810"}, by=olga_operator, now=now)
    assert reveal_field(**asked, reason="answer") == "40817810"
    assert (facts(own)[-1].field_id, facts(own)[-1].reason) == (field.pk, "answer")
    with pytest.raises(InvalidInput):
        reveal_field(**asked, reason="любопытство")
    with pytest.raises(NotAllowed):
        reveal_field(**asked | {"by": oleg_operator}, reason="answer")
    settings.TEXT_REVEALS_PER_HOUR = 1
    with pytest.raises(TooManyRequests):
        reveal_field(**asked, reason="answer")


def test_another_topic_keeps_what_was_filled_under_the_old_one(
    own: Ticket, olga_operator: Any, now: datetime
) -> None:
    make_field("bank", topics=[own.topic])
    make_field("card", topics=[other := make_topic("payment")])
    fill_fields(ticket=own, values={"bank": "ВТБ"}, by=olga_operator, now=now)
    change_details(ticket=own, details=Details(topic=other), by=olga_operator, now=now)
    rows = shown_fields(fresh(own))
    assert [(row.field.code, row.words, row.is_old) for row in rows] == [
        ("card", "", False),
        ("bank", "ВТБ", True),
    ]
    with refused(InvalidInput):
        fill_fields(ticket=own, values={"bank": "Сбер"}, by=olga_operator, now=now)


def test_a_required_field_holds_the_answer_up_but_not_a_refusal(
    own: Ticket, olga_operator: Any, now: datetime
) -> None:
    (
        make_field("bank", is_required=True),
        make_field("card", is_required=True, topics=[make_topic("payment")]),
    )
    for door in (resolve_ticket, propose_answer):
        with refused(NotReady, match=r"заполните поля: Bank\."):
            door(ticket=own, by=olga_operator, answer="Готово.", now=now)
    fill_fields(ticket=own, values={"bank": "ВТБ"}, by=olga_operator, now=now)
    resolve_ticket(ticket=own, by=olga_operator, answer="Готово.", now=now)
    assert fresh(own).status == "resolved"


def test_a_refusal_needs_no_fields(own: Ticket, olga_operator: Any, now: datetime) -> None:
    make_field("bank", is_required=True)
    refuse_ticket(ticket=own, by=olga_operator, reason="Не наш вопрос.", now=now)
    assert fresh(own).status == "refused"


def test_only_who_works_with_an_open_appeal_fills(
    own: Ticket, olga_operator: Any, oleg_operator: Any, citizen: Any, now: datetime
) -> None:
    make_field("bank")
    for by in (oleg_operator, citizen.user):
        with refused(NotAllowed):
            fill_fields(ticket=own, values={"bank": "ВТБ"}, by=by, now=now)
    resolve_ticket(ticket=own, by=olga_operator, answer="Готово.", now=now)
    with refused(MoveRefused):
        fill_fields(ticket=own, values={"bank": "ВТБ"}, by=olga_operator, now=now)


def test_choices_are_found(own: Ticket, olga_operator: Any, now: datetime) -> None:
    make_field("bank", "choice", options="Сбер\nВТБ")
    make_field("secret", "choice", options="Сбер\nВТБ", is_sensitive=True)
    values = {"bank": "ВТБ", "secret": "ВТБ"}
    fill_fields(ticket=own, values=values, by=olga_operator, now=now)
    found = {
        named: list(Ticket.objects.filter(pk__in=chosen_in(named)))
        for named in ("bank:ВТБ", "bank:Сбер", "secret:ВТБ", "no:ВТБ", "")
    }
    assert found == {"bank:ВТБ": [own], "bank:Сбер": [], "secret:ВТБ": [], "no:ВТБ": [], "": []}


def test_exports_and_other_systems_read_them_masked(
    own: Ticket, olga_operator: Any, now: datetime
) -> None:
    make_field("bank", "choice", options="Сбер\nВТБ")
    make_field("account", is_sensitive=True)
    values = {"bank": "ВТБ", "account": "=40817810"}
    fill_fields(ticket=own, values=values, by=olga_operator, now=now)
    head, line = b"".join(csv_chunks(Ticket.objects.all())).decode().splitlines()
    assert head.endswith(";Account;Bank")
    assert line.endswith(";•••• 10;ВТБ")
    read = TicketOutput(own).data["custom_fields"]
    assert read == {"bank": "ВТБ", "account": "•••• 10"}


def test_a_list_is_narrowed_by_a_choice(
    client_for: Any, own: Ticket, olga_operator: Any, now: datetime
) -> None:
    make_field("bank", "choice", options="Сбер\nВТБ")
    fill_fields(ticket=own, values={"bank": "ВТБ"}, by=olga_operator, now=now)
    client = client_for(olga_operator)
    for option, numbers in (("ВТБ", [own.number]), ("Сбер", [])):
        page = client.get("/desk/", {"view": "team", "field": f"bank:{option}"})
        assert [row.ticket.number for row in page.context["rows"]] == numbers
        assert page.context["chips"][0].value == f"Bank: {option}"
