"""The queue's cast again, and a small contact centre played with simulated time."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.routing.conftest import operator, queue, waits

__all__ = ["operator", "queue", "waits"]


@dataclass
class Centre:
    """People who accept at once and work one thing after another; every moment is passed in."""

    people: dict[Any, Any]
    now: datetime
    handling: timedelta = timedelta(minutes=2)
    step: timedelta = timedelta(seconds=10)
    had: dict[Any, int] = field(default_factory=dict)
    waited: dict[str, float] = field(default_factory=dict)
    _todo: dict[Any, deque[Any]] = field(default_factory=dict)
    _ends: dict[Any, datetime] = field(default_factory=dict)

    def run(self, steps: int, *, each: Callable[[int, datetime], Any] = lambda *_: None) -> None:
        for step in range(steps):
            each(step, self.now)
            self.turn()
            self.now += self.step

    def turn(self) -> None:
        """One moment: finish what is done, dispatch, let everybody accept."""
        from common.actors import SYSTEM
        from routing.actions.dispatching import dispatch
        from routing.actions.offers import accept
        from routing.actions.work import leave

        for key, ends in list(self._ends.items()):
            if ends <= self.now:
                leave(subject=self._todo[key].popleft(), by=SYSTEM, now=self.now)
                del self._ends[key]
                self._begin(key)
        for offer in dispatch(now=self.now):
            item = accept(offer=offer, by=self.people[offer.operator_id], now=self.now)
            self.had[offer.operator_id] = self.had.get(offer.operator_id, 0) + 1
            self.waited[item.subject] = (self.now - item.entered_at).total_seconds()
            self._todo.setdefault(offer.operator_id, deque()).append(item.subject)
            self._begin(offer.operator_id)

    def _begin(self, key: Any) -> None:
        if self._todo.get(key) and key not in self._ends:
            self._ends[key] = self.now + self.handling


@pytest.fixture
def centre(operator: Any, now: datetime) -> Callable[..., Centre]:
    """Return a function that opens a centre of so many equal operators."""

    def opened(number: int, **given: Any) -> Centre:
        people = [operator(**given) for _ in range(number)]
        return Centre({person.pk: person for person in people}, now)

    return opened


@pytest.fixture
def comes(team_a: Any) -> Callable[..., Any]:
    """Return a function that lets work come at a moment."""
    from common.actors import SYSTEM
    from routing.actions.work import NewWork, enqueue

    def enter(subject: str, at: datetime, *, channel: str = "cabinet", **demands: Any) -> Any:
        values = {"team_id": team_a.pk, "skills": {"tech": 2}} | demands
        work = NewWork(subject=subject, channel=channel, entered_at=at, **values)
        return enqueue(work=work, by=SYSTEM, now=at)

    return enter
