"""How guesses fared: accuracy by week and topic, who is taken for whom, stems worth adding.

Accuracy here is the share of guesses people left as they were: what nobody looked at counts as
right, so it is an upper bound.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules.deadlines import local_date
from topics.detection import OTHER, SURE
from topics.figures import Figures, figures_of
from topics.models import CorrectedWord, Guess
from topics.selectors import active_topics, detect_topic

FEWEST = 3
MOST_PROPOSED = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that people's choices tie to a topic: seen `times`, `share` of them with this topic."""

    word: str
    topic: str
    times: int
    share: float


@dataclass(frozen=True, slots=True)
class Report:
    weeks: list[tuple[str, Figures]]
    whole: Figures
    unsure: int
    proposals: list[Proposal]


def report(*, since: datetime, now: datetime) -> Report:
    """Return the figures of guesses made since a moment, and what to add."""
    rows = list(Guess.objects.filter(at__gte=since, at__lt=now).order_by("at"))
    by_week: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        by_week[_week(row.at)].append(_pair(row))
    return Report(
        weeks=[(week, figures_of(pairs)) for week, pairs in by_week.items()],
        whole=figures_of(map(_pair, rows)),
        unsure=sum(row.confidence < SURE for row in rows),
        proposals=proposals(),
    )


def proposals() -> list[Proposal]:
    """Return common words of corrected contacts no stem knows yet."""
    rows = list(CorrectedWord.objects.filter(times__gt=0))
    total: Counter[str] = Counter()
    chosen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        total[row.word] += row.times
        chosen[row.word, row.chosen] += row.times
    found = [
        Proposal(word, topic, count, count / total[word])
        for (word, topic), count in chosen.items()
        if count >= FEWEST and count * 2 > total[word] and not detect_topic(word).matched
    ]
    found.sort(key=lambda one: (-one.times, -one.share, one.word))
    return found[:MOST_PROPOSED]


def titles() -> dict[str, str]:
    return {topic.code: topic.title for topic in active_topics()} | {OTHER: "Другое"}


def _pair(row: Guess) -> tuple[str, str]:
    return row.chosen or row.guessed, row.guessed


def _week(at: datetime) -> str:
    day = local_date(at)
    return (day - timedelta(days=day.weekday())).isoformat()
