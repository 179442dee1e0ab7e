"""What helps before a person does: the topic guessed from words, ready answers, who answers and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chat.models import Dialog, Message
from chat.models.messages import Kind, Side
from faq.models import Article
from faq.selectors.articles import reading_of, visible_to
from faq.selectors.search import Hit, search_articles
from routing.models import Line
from routing.selectors.lines import LanguageNow, LineNow, all_lines, languages_of, line_now
from routing.selectors.waiting import Waiting, expected_of, waiting_for
from topics.models import Topic
from topics.selectors import detect_topic, topic_of

MOST_ANSWERS = 3
MOST_CHOICES = 3
OTHER = "other"
# A weaker answer beside somebody's own words is a wrong one.
SURE_ANSWER = 0.2
LINE = "chat"


@dataclass(frozen=True, slots=True)
class Guess:
    """What it seems to be about; `choices` are asked when the guess is not sure."""

    topic: Topic | None
    confidence: float
    is_sure: bool
    choices: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A ready answer beside the helper's question."""

    code: str
    question: str
    solution: str


@dataclass(frozen=True, slots=True)
class Prospect:
    """Who answers the chat now and how soon; what is said must be true, so `after` may be empty."""

    line: LineNow
    after: str
    languages: tuple[LanguageNow, ...]

    @property
    def is_served(self) -> bool:
        """Whether anybody may come: the line is open and somebody is on it."""
        return self.line.is_open and bool(self.after)


def chat_line() -> Line | None:
    return all_lines().get(LINE)


def guess_of(text: str) -> Guess:
    """Return the topic guessed from words, and the likeliest ones to choose from."""
    found = detect_topic(text)
    topic = topic_of(found.topic) if found.topic != OTHER else None
    likely = [topic_of(code) for code, _ in found.shares if code != OTHER]
    choices = tuple(each for each in likely if each is not None)[:MOST_CHOICES]
    return Guess(topic, found.confidence, found.is_sure and topic is not None, choices)


def hits_for(text: str, *, language: str) -> list[Hit]:
    """Return up to three published articles, best first; nothing that is only near."""
    hits = search_articles(text, user=None, language=language, limit=MOST_ANSWERS).hits
    return [hit for hit in hits if hit.score >= SURE_ANSWER]


def answers_by_codes(codes: Sequence[str], *, language: str) -> list[Answer]:
    """Return the answers the helper has named, those still published, in the same order."""
    found: dict[str, Article] = {row.code: row for row in visible_to(None).filter(code__in=codes)}
    answers = []
    for code in codes:
        if code in found:
            version = reading_of(found[code], language).version
            answers.append(Answer(code, version.question, version.solution))
    return answers


def named_answers(dialog: Dialog) -> tuple[list[Answer], UUID | None]:
    """Return the answers the helper named last in a dialog, and the search they came from."""
    rows = Message.objects.filter(dialog=dialog, kind=Kind.ARTICLE, side=Side.BOT)
    row = rows.order_by("-seq").first()
    if row is None:
        return [], None
    return answers_by_codes(row.payload.get("articles", []), language=dialog.language), row.cid


def question_of(dialog: Dialog) -> str:
    """Return what the dialog began with."""
    rows = Message.objects.filter(dialog=dialog, kind=Kind.TEXT, side=Side.CITIZEN)
    first = rows.order_by("seq").first()
    return first.text if first else ""


def prospect_of(line: Line, *, now: datetime) -> Prospect:
    """Return what somebody who comes now may be told; three small queries."""
    served = tuple(languages_of(line, now=now))
    interval = expected_of(line, now=now)
    return Prospect(line_now(line, now=now), interval.after if interval else "", served)


def place_of(dialog: Dialog, *, now: datetime) -> Waiting | None:
    """Return place and expected wait of a dialog in the queue, None when it waits for nobody."""
    return waiting_for(f"dialog:{dialog.pk}", now=now)
