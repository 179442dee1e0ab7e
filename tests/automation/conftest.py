"""What tests of automation share: reference data, appeals on the line of the cast."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _reference(db: None, team_a: Any) -> None:
    """A route for everything to line A, a service term."""
    from tests.factories.tickets import make_policy, make_route, make_topic

    make_route(make_topic("other", title="Другое"), team_a)
    make_policy()


@pytest.fixture
def appeal(citizen: Any, now: datetime) -> Any:
    from tests.tickets.helpers import registered

    return registered(citizen, now=now)


@pytest.fixture
def appeals(citizen: Any, now: datetime) -> Callable[[int], list[Any]]:
    """Return a function that registers so many appeals of the citizen."""
    from tests.tickets.helpers import registered

    return lambda number: [registered(citizen, now=now) for _ in range(number)]
