"""Tags, labels, fields and checklists a new contact centre starts with. What exists is left as it is."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models

from common.actors import SYSTEM
from common.shipped import shipped
from tickets.actions.reference import create_missing
from tickets.models import ChecklistLine, CustomField, StateLabel, Tag
from topics.models import Topic

SOURCE = Path(__file__).parent / "fixtures" / "side.yaml"


def load_side(topics: dict[str, Topic], now: datetime) -> int:
    """Create what is missing and return how many rows."""
    content = shipped(SOURCE)
    fields = _fields(content["fields"], topics)
    rows: list[models.Model] = [
        *_tags(content["tags"]),
        *_labels(content["labels"]),
        *(field for field, _ in fields),
        *_lines(content["checklists"], topics),
    ]
    return create_missing(rows=rows, by=SYSTEM, now=now, topics=fields)


def _tags(titles: list[str]) -> list[Tag]:
    known = set(Tag.objects.values_list("title", flat=True))
    return [Tag(title=title) for title in titles if title not in known]


def _labels(specs: list[dict[str, Any]]) -> list[StateLabel]:
    known = set(StateLabel.objects.values_list("status", "title"))
    fresh = [spec for spec in specs if (spec["status"], spec["title"]) not in known]
    return [StateLabel(position=place * 10, **spec) for place, spec in enumerate(fresh, 1)]


def _fields(
    specs: list[dict[str, Any]], topics: dict[str, Topic]
) -> list[tuple[CustomField, list[Topic]]]:
    known = set(CustomField.objects.values_list("code", flat=True))
    found = []
    for place, spec in enumerate(specs, 1):
        if spec["code"] not in known:
            given = spec | {"options": "\n".join(spec.get("options", []))}
            own = [topics[code] for code in given.pop("topics") if code in topics]
            found.append((CustomField(position=place * 10, **given), own))
    return found


def _lines(lists: dict[str, list[str]], topics: dict[str, Topic]) -> list[ChecklistLine]:
    known = set(ChecklistLine.objects.values_list("topic__code", "title"))
    return [
        ChecklistLine(topic=topics[code], title=title, position=place * 10)
        for code, titles in lists.items()
        for place, title in enumerate(titles, 1)
        if code in topics and (code, title) not in known
    ]
