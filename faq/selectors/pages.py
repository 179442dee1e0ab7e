"""What pages show around articles: other articles, services, structured data for search engines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.models import Service
from faq.blocks import plain_text
from faq.models import Article, Category, Language
from faq.selectors.articles import Reading, languages_of, visible_to

MOST_RELATED = 5
SCHEMA = "https://schema.org"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to read an article in; `is_there` when it is translated."""

    code: str
    title: str
    is_there: bool
    is_current: bool


def category_for(code: str) -> Category | None:
    return Category.objects.filter(code=code).first()


def articles_of(user: Any, category: Category) -> list[Article]:
    """Return the visible articles of a category by their codes."""
    return list(visible_to(user).filter(category=category).order_by("code"))


def tongues(reading: Reading) -> list[Tongue]:
    """Return the languages of an article; the asked one is current even when it is missing."""
    there = set(languages_of(reading.article))
    return [
        Tongue(code, title, code in there, code == reading.asked_language)
        for code, title in Language.choices
    ]


def related_articles(user: Any, article: Article) -> list[Article]:
    """Return other articles of the topic, then of the category."""
    rows = visible_to(user).exclude(pk=article.pk)
    same = list(rows.filter(topic=article.topic).order_by("code")[:MOST_RELATED])
    known = {row.pk for row in same}
    near = rows.filter(category=article.category).exclude(pk__in=known).order_by("code")
    return same + list(near[: MOST_RELATED - len(same)])


def related_services(article: Article) -> list[Service]:
    """Return active services the article names, in its order."""
    if not article.services:
        return []
    found = Service.objects.filter(is_active=True).in_bulk(article.services)
    return [found[code] for code in article.services if code in found]


def article_data(reading: Reading, url: str) -> dict[str, Any]:
    """Return an article as schema.org's FAQPage with one question."""
    version = reading.version
    return {
        "@context": SCHEMA,
        "@type": "FAQPage",
        "inLanguage": version.language,
        "url": url,
        "dateModified": version.published_at.isoformat() if version.published_at else "",
        "mainEntity": [
            _question(version.question, f"{version.solution}\n\n{plain_text(version.blocks)}")
        ],
    }


def category_data(articles: Sequence[Any], url: str) -> dict[str, Any]:
    """Return a category as schema.org's FAQPage: questions with their short answers."""
    return {
        "@context": SCHEMA,
        "@type": "FAQPage",
        "url": url,
        "mainEntity": [_question(row.question, row.solution) for row in articles],
    }


def _question(name: str, answer: str) -> dict[str, Any]:
    return {
        "@type": "Question",
        "name": name,
        "acceptedAnswer": {"@type": "Answer", "text": answer.strip()},
    }
