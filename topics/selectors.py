"""Reads of topics. All of them are two small queries, kept in the process (`common.memo`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from common.actors import SYSTEM
from common.memo import Memo
from journal.models import Entry
from topics.detection import OTHER, Detection, Detector, StemRule
from topics.detection.model import shipped
from topics.models import Stem, Topic


@dataclass(frozen=True, slots=True)
class _Kept:
    topics: tuple[Topic, ...]
    by_code: Mapping[str, Topic]
    by_key: Mapping[int, Topic]
    detector: Detector


def active_topics() -> list[Topic]:
    """Return topics people may choose, in their order."""
    return list(_kept.get().topics)


def choosable_topics() -> QuerySet[Topic]:
    """Return active topics as a query, for forms in which one is chosen."""
    return Topic.objects.filter(is_active=True)


def topic_of(code: str) -> Topic | None:
    """Return an active topic by its code."""
    return _kept.get().by_code.get(code)


def topics_by_key() -> Mapping[int, Topic]:
    """Return active topics by their keys, for rows that name one."""
    return _kept.get().by_key


def detect_topic(text: str) -> Detection:
    """Return the guessed topic's code with its confidence and what of the text speaks for it."""
    return _kept.get().detector.detect(text)


def topic_for_text(text: str) -> Topic | None:
    """Return the topic guessed from a text, the topic "other" when nothing speaks for any."""
    by_code = _kept.get().by_code
    return by_code.get(detect_topic(text).topic) or by_code.get(OTHER)


def topics_people_edited() -> set[str]:
    """Return the codes of topics a person ever changed: those are no longer the house's."""
    facts = Entry.objects.filter(event="topics.TopicChanged").exclude(actor_kind=SYSTEM.kind)
    return {subject.removeprefix("topic:") for subject in facts.values_list("subject", flat=True)}


def forget() -> None:
    """Forget kept topics, now and after commit. Called by every action."""
    _kept.forget_on_commit()


def _load() -> _Kept:
    topics = tuple(Topic.objects.filter(is_active=True).order_by("order", "code"))
    stems = Stem.objects.filter(topic__is_active=True).values_list("topic__code", "stem", "weight")
    rules = [StemRule(topic, stem, weight) for topic, stem, weight in stems]
    return _Kept(
        topics=topics,
        by_code={topic.code: topic for topic in topics},
        by_key={topic.pk: topic for topic in topics},
        detector=Detector(rules, [topic.code for topic in topics], shipped()),
    )


_kept = Memo(_load)
