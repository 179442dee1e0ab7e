"""Writing topics and their stems. People come here from the admin, the house from `reference`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record
from topics import selectors
from topics.detection import clean_stem
from topics.events import TopicChanged
from topics.models import Stem, Topic
from topics.policies import can_change_topics


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A whole topic. `order` places it in lists and breaks ties of detection (smaller wins)."""

    code: str
    title: str
    skill: str
    order: int
    details: str = ""
    stems: Sequence[tuple[str, int]] = field(default=())


@dataclass(frozen=True, slots=True)
class Edit:
    """What an administrator's form changed: the topic, stems to save and stems to delete."""

    topic: Topic
    saved: Iterable[Stem] = field(default=())
    deleted: Iterable[Stem] = field(default=())


@transaction.atomic
def create_topic(*, spec: TopicSpec, by: Acts, now: datetime) -> Topic:
    """Create a topic with its stems. A code that is taken raises InvalidInput."""
    require(can_change_topics, by)
    if Topic.objects.filter(code=spec.code).exists():
        raise InvalidInput("Тема с таким кодом уже есть. Выберите другой код.", field="code")
    topic = Topic.objects.create(
        code=spec.code,
        title=spec.title,
        details=spec.details,
        skill=spec.skill,
        order=spec.order,
    )
    _write_stems(topic, _weights(spec))
    return _changed(topic, by, now)


@transaction.atomic
def replace_stems(*, spec: TopicSpec, by: Acts, now: datetime) -> Topic | None:
    """Give a topic the stems of a spec instead of its own; None when they are the same already."""
    require(can_change_topics, by)
    topic = Topic.objects.select_for_update().get(code=spec.code)
    wanted = _weights(spec)
    if dict(topic.stems.values_list("stem", "weight")) == wanted:
        return None
    topic.stems.all().delete()
    _write_stems(topic, wanted)
    return _changed(topic, by, now)


@transaction.atomic
def edit_topic(*, edit: Edit, by: Acts, now: datetime) -> Topic:
    """Write what a form changed in a topic and its stems, as one fact."""
    require(can_change_topics, by)
    edit.topic.save()
    for stem in edit.deleted:
        stem.delete()
    for stem in edit.saved:
        stem.save()
    return _changed(edit.topic, by, now)


def _weights(spec: TopicSpec) -> dict[str, int]:
    """Return stems as stored: two spellings of one (ё and е) are one row with the greater weight."""
    weights: dict[str, int] = {}
    for stem, weight in spec.stems:
        cleaned = clean_stem(stem)
        weights[cleaned] = max(weight, weights.get(cleaned, 0))
    return weights


def _write_stems(topic: Topic, weights: dict[str, int]) -> None:
    Stem.objects.bulk_create(
        Stem(topic=topic, stem=stem, weight=weight) for stem, weight in weights.items()
    )


def _changed(topic: Topic, by: Acts, now: datetime) -> Topic:
    record(TopicChanged(topic=topic.code), by=by, at=now)
    selectors.forget()
    return topic
