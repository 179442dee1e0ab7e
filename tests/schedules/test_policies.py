"""Who may change working time: every role of the cast."""

from typing import Any

import pytest

from schedules.policies import can_change_schedules

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("administrator", True),
        ("editor", False),
        ("olga_operator", False),
        ("senior", False),
        ("sveta_supervisor", False),
        ("quality", False),
        ("auditor", False),
        ("former", False),
        ("citizen", False),
    ],
)
def test_hours_and_calendar_are_changed_by_administrators(
    request: pytest.FixtureRequest, person: str, may: bool
) -> None:
    fixture: Any = request.getfixturevalue(person)
    by = getattr(fixture, "user", fixture)

    assert can_change_schedules(by) is may
