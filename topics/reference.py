"""Fills the tables with the topics the house ships. Safe to run at every start."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from common.actors import SYSTEM
from common.shipped import shipped
from topics.actions import TopicSpec, create_topic, replace_stems
from topics.models import Topic
from topics.selectors import topics_people_edited

SOURCE = Path(__file__).parent / "fixtures" / "topics.yaml"


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create missing topics and renew shipped stems; return how many changed. Edited ones stay."""
    known = set(Topic.objects.values_list("code", flat=True))
    edited = topics_people_edited()
    changed = 0
    for spec in reference_topics():
        if spec.code not in known:
            create_topic(spec=spec, by=SYSTEM, now=now)
            changed += 1
        elif spec.code not in edited:
            changed += replace_stems(spec=spec, by=SYSTEM, now=now) is not None
    return changed


def reference_topics() -> list[TopicSpec]:
    """Return the shipped topics, in the order that breaks ties."""
    content = shipped(SOURCE)
    rows = sorted(content["topics"], key=lambda row: row["priority"])
    return [_spec(row) for row in rows]


def _spec(row: dict[str, Any]) -> TopicSpec:
    stems = [(str(stem), weight) for weight, group in row["stems"].items() for stem in group]
    return TopicSpec(
        code=row["code"],
        title=row["title"],
        skill=row["skill"],
        order=row["priority"] * 10,
        details=", ".join(row["details"]),
        stems=stems,
    )
