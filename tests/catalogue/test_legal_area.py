"""R-180: which of the five areas a question belongs to, and what the operator is offered."""

from typing import Any

import pytest
import yaml

from catalogue.models import LegalArea
from catalogue.reference import SOURCES
from catalogue.selectors.legal import legal_guess
from tests.factories.tickets import make_policy, make_route, make_topic
from tests.tickets.helpers import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(db: None) -> None:
    rows = {"labour": "уволи\nне выплач зарплат", "tax": "налогов вычет\nначисл налог"}
    for code, stems in rows.items():
        text = {"examples": "—", "explains": "—", "limits": "Не считаем суммы."}
        LegalArea.objects.create(code=code, title=code, stems=stems, **text)


@pytest.mark.parametrize(
    ("text", "area", "words", "is_sure"),
    [
        ("Меня уволили в отпуске", "labour", ("уволили",), True),
        ("Три месяца не выплачивают зарплату!", "labour", ("не", "выплачивают", "зарплату"), True),
        ("Как вернуть налоговый вычет?", "tax", ("налоговый", "вычет"), True),
        ("Уволили, а налоговый вычет не дали", "tax", ("налоговый", "вычет"), True),
    ],
)
def test_the_area_most_of_whose_words_are_met(
    areas: None, text: str, area: str, words: tuple[str, ...], is_sure: bool
) -> None:
    guess = legal_guess(text)
    assert guess is not None
    assert (guess.area.code, guess.words, guess.is_sure) == (area, words, is_sure)


def test_two_areas_alike_are_not_sure(areas: None) -> None:
    LegalArea.objects.filter(code="tax").update(stems="зарплат")
    guess = legal_guess("Уволили без зарплаты")
    assert guess is not None
    assert not guess.is_sure


@pytest.mark.parametrize("text", ["", "Не приходит код подтверждения", "Налог не оплачивается"])
def test_other_questions_are_not_legal(areas: None, text: str) -> None:
    assert legal_guess(text) is None


def test_shipped_stems_tell_the_five_areas_apart(db: None) -> None:
    rows = yaml.safe_load((SOURCES / "legal.yaml").read_text("utf-8"))["areas"]
    for row in rows:
        LegalArea.objects.create(**{name: row[name] for name in row if name != "services"})
    said = {
        "civil": "Как оформить наследство на квартиру после смерти отца",
        "labour": "Работодатель задерживает зарплату",
        "administrative": "Хочу обжаловать штраф за парковку",
        "tax": "Положена ли мне льгота по налогу на землю",
        "consumer": "Магазин не принимает возврат бракованного телефона",
    }
    assert {code: legal_guess(text).area.code for code, text in said.items()} == {
        code: code for code in said
    }


def test_the_desk_says_so_and_leads_to_a_lawyer(
    areas: None, client_for: Any, olga_operator: Any, citizen: Any, team_a: Any, now: Any
) -> None:
    make_policy()
    make_route(make_topic(), team_a)
    ticket = registered(citizen, now=now, body="Меня уволили в отпуске, что делать?")
    page = client_for(olga_operator).get(f"/desk/{ticket.number}/aid/").content.decode()
    assert "Похоже на правовой вопрос: labour" in page
    assert "уволили" in page
    assert "Передать юристу" in page
    plain = registered(citizen, now=now, body="Не приходит код подтверждения")
    page = client_for(olga_operator).get(f"/desk/{plain.number}/aid/").content.decode()
    assert "правовой вопрос" not in page
