"""The access table: every `can_*` of knowledge × the cast."""

from typing import Any

import pytest

from faq import policies
from faq.models import Article, ArticleVersion

pytestmark = pytest.mark.django_db

WRITERS = {"editor", "senior", "lawyer", "sveta_supervisor"}
STAFF = WRITERS | {"olga_operator", "quality", "auditor", "administrator"}
CAST = STAFF | {"citizen", "former"}

WHO_MAY: dict[str, set[str]] = {
    "can_read_inner": STAFF,
    "can_open_editing": WRITERS,
    "can_write_article": WRITERS,
    "can_settle_article": {"editor", "sveta_supervisor"},
    "can_publish": {"editor", "sveta_supervisor"},
    "can_mark_regulation": {"editor", "sveta_supervisor", "lawyer"},
    "can_complete_review": WRITERS,
    "can_keep_words": {"editor", "administrator"},
    "can_see_usage": WRITERS | {"quality", "administrator"},
}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Any]:
    found = {name: request.getfixturevalue(name) for name in sorted(CAST)}
    return {name: getattr(person, "user", person) for name, person in found.items()}


@pytest.mark.parametrize("ability", WHO_MAY)
def test_abilities(ability: str, cast: dict[str, Any]) -> None:
    can = getattr(policies, ability)
    assert {name for name, person in cast.items() if can(person)} == WHO_MAY[ability]


def test_articles_for_colleagues(cast: dict[str, Any]) -> None:
    can = policies.can_read_article
    inner, public = Article(audience="operators"), Article(audience="public")
    assert {name for name, person in cast.items() if can(person, inner)} == STAFF
    assert {name for name, person in cast.items() if can(person, public)} == CAST


def test_nobody_approves_their_own_words(cast: dict[str, Any]) -> None:
    version = ArticleVersion(writers=[cast["editor"].pk])
    can = policies.can_approve_version
    assert {name for name, person in cast.items() if can(person, version)} == {"sveta_supervisor"}
