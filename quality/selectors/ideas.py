"""Ideas of articles as an editor sees them: why, how many, in whose words; and what a draft begins with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from faq.models import Article
from quality.models import Idea
from quality.nameless import hides, nameless, sentences_of
from quality.selectors.texts import answered_in, asked_in
from quality.words import words_of
from tickets.models import Ticket
from tickets.selectors.visibility import visible_to

MOST_SHOWN = 12
MOST_EXAMPLES = 3
MOST_WORDINGS = 8
MOST_SOURCES = 20
LONGEST_QUESTION = 200
LONGEST_SOLUTION = 700
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """An idea on the page: `examples` are nobody's wordings, `numbers` appeals the reader may open."""

    idea: Idea
    examples: list[str]
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft begins with; nothing in it names anybody."""

    question: str
    wordings: list[str]
    solution: str
    rest: str


def idea_for(key: UUID) -> Idea:
    """Return an idea; Http404 when there is none."""
    return get_object_or_404(Idea.objects.select_related("topic"), pk=key)


def ideas_shown(user: Any) -> list[Shown]:
    """Return what is worth an article, what most people ask first."""
    rows = Idea.objects.filter(article=None, dismissed_at=None).select_related("topic")
    found = []
    for idea in rows.order_by("-size", "pk")[:MOST_SHOWN]:
        numbers = tickets_of(idea, user).values_list("number", flat=True)[:MOST_EXAMPLES]
        found.append(Shown(idea, wordings_of(idea)[:MOST_EXAMPLES], list(numbers)))
    return found


def tickets_of(idea: Idea, user: Any) -> QuerySet[Ticket]:
    """Return the appeals of an idea that the reader sees, the newest first."""
    mine = visible_to(user).filter(pk__in=idea.tickets.values("pk"))
    return mine.order_by("-registered_at")


def idea_of_article(article: Article) -> Idea | None:
    """Return the idea an article was begun from."""
    return Idea.objects.filter(article=article).first()


def material_of(idea: Idea) -> Material:
    """Return the question in its most typical wording, others beside it, and the commonest answer."""
    wordings = wordings_of(idea)
    answer = answered_in([idea.answered_id]) if idea.answered_id else {}
    sentences = sentences_of(nameless(next(iter(answer.values()), "")))
    solution, rest = _cut(sentences)
    question = wordings[0] if wordings else ", ".join(idea.words)
    return Material(question, wordings[1:MOST_WORDINGS], solution, rest)


def wordings_of(idea: Idea) -> list[str]:
    """Return how people ask, the most typical first, each a sentence with nobody in it."""
    keys = list(idea.tickets.order_by("pk").values_list("pk", flat=True)[:MOST_SOURCES])
    texts = asked_in({*keys, *([idea.typical_id] if idea.typical_id else [])})
    wanted = set(idea.words)
    scored = {}
    for key, text in texts.items():
        for sentence in sentences_of(nameless(text)):
            fit = _fit(sentence, wanted)
            if fit and len(sentence) <= LONGEST_QUESTION and len(sentence.split()) >= SHORTEST:
                scored[_titled(sentence)] = fit + (0.5 if key == idea.typical_id else 0.0)
    nobodys = [one for one in scored if not hides(one)]
    return sorted(nobodys, key=lambda one: (-scored[one], one))


def _fit(sentence: str, wanted: set[str]) -> float:
    """Return how well a sentence says what the idea is about, 0 when it says nothing of it."""
    words = set(words_of(sentence))
    return len(words & wanted) / (len(words) ** 0.5) if words & wanted else 0.0


def _titled(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:].rstrip(" .,;")


def _cut(sentences: list[str]) -> tuple[str, str]:
    """Return the first sentences as the short solution, the rest as the instruction."""
    taken, length = 0, 0
    for sentence in sentences[:3]:
        if length + len(sentence) > LONGEST_SOLUTION:
            break
        taken, length = taken + 1, length + len(sentence) + 1
    return " ".join(sentences[:taken]), " ".join(sentences[taken:])
