"""Two appeals of one person on line A: the first in work with Olga, the second just written."""

from datetime import datetime, timedelta
from typing import Any

import pytest

SECOND = "Снова пишу: код так и не пришёл, прошу ускорить."


@pytest.fixture
def first(ticket: Any, olga_operator: Any, now: datetime) -> Any:
    from tickets.actions.assignment import take_ticket

    return take_ticket(ticket=ticket, by=olga_operator, now=now)


@pytest.fixture
def second(first: Any, citizen: Any, now: datetime) -> Any:
    from tests.factories.tickets import fresh
    from tests.tickets.helpers import registered

    return fresh(registered(citizen, now=now + timedelta(hours=2), body=SECOND))
