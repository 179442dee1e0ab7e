"""The desk of the tests: one topic that goes to line A, its department, one policy of eight hours."""

from datetime import datetime
from typing import Any

import pytest

from common import memo


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Reference data kept by the process belong to the rolled back test before."""
    memo.forget_everything()


@pytest.fixture
def desk(team_a: Any, department: Any) -> Any:
    """The route of the topic «other»: line A, the department of passports."""
    from tests.factories.tickets import make_policy, make_route, make_topic

    make_policy(480)
    return make_route(make_topic(), team_a, department=department)


@pytest.fixture
def ticket(desk: Any, citizen: Any, now: datetime) -> Any:
    """A question of the citizen, just registered from the cabinet."""
    from tests.tickets.helpers import registered

    return registered(citizen, now=now)
