"""What the house ships: every code of the source, whole instructions, loaded once."""

from collections import Counter
from datetime import datetime

import pytest
from django.urls import resolve

import topics.reference
from faq.models import Article, ArticleVersion, Category, Regulation, SynonymGroup
from faq.reference import load_reference, shipped_articles

pytestmark = pytest.mark.django_db


def test_articles_come_once(now: datetime) -> None:
    topics.reference.load_reference(now)

    assert load_reference(now) > 0
    assert load_reference(now) == 0

    assert Counter(Article.objects.values_list("category__ivr_prefix", flat=True)) == {
        "1": 11, "2": 12, "3": 7, "4": 7, "5": 9
    }  # fmt: skip
    shown = ArticleVersion.objects.filter(state="published")
    assert Counter(shown.values_list("language", flat=True)) == {
        "ru": 46,
        "en": 11,
        "tt": 1,
        "ba": 1,
    }
    assert (Category.objects.count(), Regulation.objects.count()) == (5, 8)
    assert SynonymGroup.objects.count() > 40


def test_links_of_shipped_articles_lead_to_pages_of_ours() -> None:
    blocks = [block for row in shipped_articles() for block in row["blocks"]]
    links = {item["url"] for block in blocks if block["kind"] == "links" for item in block["items"]}

    assert {"/mfc/", "/services/", "/status/", "/lines/"} == links
    for url in links:
        resolve(url)


def test_every_shipped_article_has_steps_and_other_wordings() -> None:
    for row in shipped_articles():
        kinds = {block["kind"] for block in row["blocks"]}
        assert "steps" in kinds, row["code"]
        assert len(row["also_asked"]) >= 10, row["code"]
