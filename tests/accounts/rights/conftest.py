"""Texts and terms as shipped, archives and tombstones in a folder of the test."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = tmp_path / "exports"
    settings.TOMBSTONES_FILE = tmp_path / "tombstones.jsonl"


@pytest.fixture
def shipped(db: None, now: datetime) -> None:
    """What `seed` loads: texts of consents and terms of keeping."""
    from accounts.reference_rights import load_rights

    load_rights(now)


@pytest.fixture
def at_noon(time_machine: Any, now: datetime) -> datetime:
    """The pages' clock stands at the tests' moment."""
    time_machine.move_to(now, tick=False)
    return now


@pytest.fixture
def desk(team_a: Any, department: Any) -> Any:
    """The route of the topic «other»: line A, the department of passports."""
    from tests.factories.tickets import make_policy, make_route, make_topic

    make_policy(480)
    return make_route(make_topic(), team_a, department=department)
