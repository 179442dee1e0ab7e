"""Help for everybody: found by words, slips and code; read without scripts; «помогло?» leads on."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from faq.models import Feedback, SearchLog

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
STEPS = [
    {"kind": "steps", "items": ["Откройте историю платежей.", "Нажмите «Квитанция»."]},
    {"kind": "keys", "items": [{"key": "3", "meaning": "платежи"}]},
]


@pytest.fixture
def receipt(make_article: Callable[..., Any]) -> Any:
    return make_article("306", words={"blocks": STEPS})


@pytest.fixture
def inner(make_article: Callable[..., Any]) -> Any:
    words = {"question": "Как сверить платёж в кабинете старшего?"}
    return make_article("307", audience="operators", words=words)


def body(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("query", ["квитанция", "306", "rdbnfywbz", "kvitanciya", "квитнция"])
def test_words_slips_and_the_code_lead_to_the_answer(
    client: Client, receipt: Any, query: str
) -> None:
    page = body(client.get(f"/help/?q={quote(query)}"))
    assert re.search(r'href="/help/306/\?s=[0-9a-f-]{36}"', page)


def test_while_typing_only_the_found_part_is_sent_with_words_marked(
    client: Client, receipt: Any
) -> None:
    page = body(client.get("/help/?q=квитан", headers=HTMX))
    assert "<mark>квитанцию</mark>" in page
    assert "<html" not in page


def test_typing_on_is_one_search_and_opening_an_answer_is_noted(
    client: Client, receipt: Any
) -> None:
    first = body(client.get("/help/?q=где", headers=HTMX))
    before = re.search(r'name="before"\s+form="help-search"\s+value="([^"]+)"', first)[1]  # type: ignore[index]
    found = body(client.get(f"/help/?q=где квитанция&before={before}", headers=HTMX))
    client.get(re.search(r'href="(/help/306/[^"]+)"', found)[1])  # type: ignore[index]
    log = SearchLog.objects.get()
    assert (log.query, log.clicked) == ("где квитанция", receipt)


def test_nothing_found_says_what_to_do_next_and_carries_the_words(
    client: Client, receipt: Any
) -> None:
    page = body(client.get("/help/?q=гиппопотам"))
    assert "По этим словам ответа нет" in page
    assert f'href="/?q={quote("гиппопотам")}"' in page
    assert SearchLog.objects.get().found == 0


def test_an_answer_shows_steps_keys_code_and_structured_data(client: Client, receipt: Any) -> None:
    response = client.get("/help/306/")
    page = body(response)
    assert "<li>Откройте историю платежей.</li>" in page
    assert "<kbd>3</kbd>" in page
    data = json.loads(re.search(r"ld\+json[^>]*>(.*?)</script>", response.content.decode())[1])  # type: ignore[index]
    assert data["@type"] == "FAQPage"
    assert data["mainEntity"][0]["name"] == "Где взять квитанцию?"
    assert "1. Откройте историю платежей." in data["mainEntity"][0]["acceptedAnswer"]["text"]


def test_what_is_not_translated_says_so_and_is_shown_in_russian(
    client: Client, receipt: Any
) -> None:
    page = body(client.get("/help/306/?lang=tt"))
    assert "Бу мәкалә әлегә тәрҗемә ителмәгән" in page
    assert "Где взять квитанцию?" in page


def test_colleagues_only_is_nowhere_for_citizens(
    client: Client, client_for: Callable[..., Client], olga_operator: Any, inner: Any
) -> None:
    assert client.get("/help/307/").status_code == 404
    assert client.get("/help/307/sheet/").status_code == 404
    assert "старшего" not in body(client.get("/help/?q=сверить платёж"))
    assert "старшего" not in body(client.get("/help/section/payments/"))
    page = body(client_for(olga_operator).get("/help/307/"))
    assert "Граждане этой страницы не видят" in page
    assert "ld+json" not in page


def test_no_is_asked_why_and_led_to_filled_forms(client: Client, receipt: Any) -> None:
    page = body(client.post("/help/306/", {"helped": "no"}, headers=HTMX))
    assert "topic=payment&body=%D0%93%D0%B4%D0%B5" in page
    assert "/callback/?question=%D0%93%D0%B4%D0%B5" in page
    opinion = re.search(r'name="opinion" value="([^"]+)"', page)[1]  # type: ignore[index]
    thanks = body(client.post("/help/306/", {"opinion": opinion, "why": "unclear"}))
    assert "Спасибо, исправим статью" in thanks
    row = Feedback.objects.get()
    assert (row.is_helpful, row.why) == (False, "unclear")


def test_an_empty_opinion_changes_nothing(client: Client, receipt: Any) -> None:
    response = client.post("/help/306/", {})
    assert response.status_code == 422
    assert "Выберите ответ" in body(response)
    assert not Feedback.objects.exists()


def test_news_are_told_by_rss_without_what_is_inner(
    client: Client, receipt: Any, inner: Any
) -> None:
    feed = client.get("/help/rss.xml").content.decode()
    assert "http://localhost:8000/help/306/" in feed
    assert "307" not in feed


def test_the_sheet_leads_back_by_qr_and_is_a_pdf_too(client: Client, receipt: Any) -> None:
    page = body(client.get("/help/306/sheet/"))
    assert "<svg" in page
    assert "http://localhost:8000/help/306/" in page
    pdf = client.get("/help/306/sheet/?format=pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
