"""Texts of consents and terms of keeping the house ships. Safe at every start: what is there stays."""

from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.events import RightsReferenceLoaded
from accounts.models import ConsentText, RetentionPolicy
from common.actors import SYSTEM
from common.shipped import shipped
from journal.facts import record

FIXTURES = Path(__file__).parent / "fixtures"


@transaction.atomic
def load_rights(now: datetime) -> int:
    """Create the versions and terms that are missing and return how many."""
    return _load_texts(now) + _load_policies(now)


def _load_texts(now: datetime) -> int:
    """Add versions nobody has yet; a published text is never edited."""
    known = set(ConsentText.objects.values_list("purpose", "version"))
    rows = [row for row in _shipped("consents", "texts") if _version(row) not in known]
    for row in rows:
        day = timezone.make_aware(datetime.combine(row.pop("valid_from"), time.min))
        ConsentText.objects.create(**row, valid_from=day)
    return _noted("consents", len(rows), now)


def _load_policies(now: datetime) -> int:
    known = set(RetentionPolicy.objects.values_list("code", flat=True))
    shipped = _shipped("retention", "policies")
    rows = [(place, row) for place, row in enumerate(shipped, 1) if row["code"] not in known]
    for place, row in rows:
        RetentionPolicy.objects.create(**row, order=place * 10)
    return _noted("retention", len(rows), now)


def _noted(what: str, created: int, now: datetime) -> int:
    if created:
        record(RightsReferenceLoaded(what, created), by=SYSTEM, at=now)
    return created


def _shipped(file: str, key: str) -> list[dict[str, Any]]:
    return list(shipped(FIXTURES / f"{file}.yaml")[key])


def _version(row: dict[str, Any]) -> tuple[str, int]:
    return row["purpose"], row["version"]
