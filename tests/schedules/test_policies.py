"""Who may change working time and topics: every role of the cast."""

from typing import Any

import pytest

from schedules.policies import can_change_schedules
from topics.policies import can_change_topics

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("person", "schedules", "topics"),
    [
        ("administrator", True, True),
        ("editor", False, True),
        ("olga_operator", False, False),
        ("senior", False, False),
        ("sveta_supervisor", False, False),
        ("quality", False, False),
        ("auditor", False, False),
        ("former", False, False),
        ("citizen", False, False),
    ],
)
def test_reference_data_are_changed_by_those_who_answer_for_them(
    request: pytest.FixtureRequest, person: str, schedules: bool, topics: bool
) -> None:
    fixture: Any = request.getfixturevalue(person)
    by = getattr(fixture, "user", fixture)

    assert can_change_schedules(by) is schedules
    assert can_change_topics(by) is topics
