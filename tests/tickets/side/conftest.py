"""Who else is there."""

from typing import Any

import pytest


@pytest.fixture
def kirill_colleague(team_a: Any) -> Any:
    """Another operator of line A."""
    from tests.factories.accounts import make_staff

    return make_staff("kirill@example.org", full_name="Кирилл Коллегин", teams=[team_a])
