"""The queue's cast: operators with skills on the line, work that waits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest


@pytest.fixture
def queue(db: None, now: datetime) -> None:
    from routing.reference import load_reference

    load_reference(now)


@pytest.fixture
def operator(queue: None, team_a: Any, now: datetime) -> Callable[..., Any]:
    """Return a function that puts an operator on the line: `operator("tech", 3)`."""
    from common.actors import SYSTEM
    from routing.actions.presence import set_presence
    from routing.actions.reference import set_abilities
    from tests.factories.accounts import make_staff

    def come(
        skill: str = "tech",
        level: int = 3,
        *,
        languages: tuple[str, ...] = ("ru",),
        at: datetime = now,
        teams: Any = None,
        **limits: Any,
    ) -> Any:
        person = make_staff(teams=teams or [team_a])
        set_abilities(
            operator=person,
            skills={skill: level},
            languages=languages,
            by=SYSTEM,
            now=at,
            **limits,
        )
        set_presence(operator=person, state="ready", by=person, now=at)
        return person

    return come


@pytest.fixture
def waits(queue: None, team_a: Any, now: datetime) -> Callable[..., Any]:
    """Return a function that lets work wait: `waits("ticket:1", minutes=5, priority=3)`."""
    from common.actors import SYSTEM
    from routing.actions.work import NewWork, enqueue

    def enter(
        subject: str = "ticket:1", *, minutes: float = 0, channel: str = "cabinet", **demands: Any
    ) -> Any:
        values = {"team_id": team_a.pk, "skills": {"tech": 2}} | demands
        entered = now - timedelta(minutes=minutes)
        work = NewWork(subject=subject, channel=channel, entered_at=entered, **values)
        return enqueue(work=work, by=SYSTEM, now=now)

    return enter
