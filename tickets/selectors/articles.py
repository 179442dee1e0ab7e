"""Help articles for one appeal: by its topic or by words, in the citizen's language, ready to insert."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from faq.models import Article, Audience
from faq.selectors.articles import for_topic, reading_of, visible_to, whole_text
from faq.selectors.search import Hit, search_articles
from tickets.models import Ticket
from tickets.selectors.desk_ticket import filled

MOST_FOUND = 6
MOST_OF_TOPIC = 5


@dataclass(frozen=True, slots=True)
class Insertion:
    """An article as an operator may use it. `text` and `link` are empty for what is colleagues' only."""

    article: Article
    question: str
    solution: str
    text: str
    link: str

    @property
    def is_inner(self) -> bool:
        return self.article.audience != Audience.PUBLIC


def articles_for(user: User, ticket: Ticket, words: str = "") -> list[Insertion]:
    """Return articles by words, without words those of the appeal's topic."""
    if not words.strip():
        return _insertions(ticket, for_topic(user, ticket.topic.code, MOST_OF_TOPIC))
    return articles_of(user, ticket, hits_for(user, words))


def hits_for(user: User, words: str) -> list[Hit]:
    """Return what the search finds while a colleague types."""
    return search_articles(words, user=user, limit=MOST_FOUND, typing=True).hits


def articles_of(user: User, ticket: Ticket, hits: Sequence[Hit]) -> list[Insertion]:
    """Return what was found, ready to insert."""
    found = {row.pk: row for row in visible_to(user).filter(pk__in=[h.article_id for h in hits])}
    return _insertions(ticket, [found[h.article_id] for h in hits if h.article_id in found])


def _insertions(ticket: Ticket, articles: Sequence[Article]) -> list[Insertion]:
    language = ticket.citizen.language if ticket.citizen else "ru"
    return [_insertion(ticket, article, language) for article in articles]


def _insertion(ticket: Ticket, article: Article, language: str) -> Insertion:
    version = reading_of(article, language).version
    if article.audience != Audience.PUBLIC:
        return Insertion(article, version.question, version.solution, "", "")
    address = settings.PUBLIC_URL + reverse("help:article", args=[article.code])
    address += f"?lang={version.language}" if version.language != "ru" else ""
    return Insertion(
        article,
        version.question,
        version.solution,
        filled(whole_text(version), ticket),
        f"{version.question}\n{address}",
    )
