"""Who may change topics: every role of the cast."""

from typing import Any

import pytest

from topics.policies import can_change_topics

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("administrator", True),
        ("editor", True),
        ("olga_operator", False),
        ("senior", False),
        ("sveta_supervisor", False),
        ("quality", False),
        ("auditor", False),
        ("former", False),
        ("citizen", False),
    ],
)
def test_topics_are_changed_by_administrators_and_editors(
    request: pytest.FixtureRequest, person: str, may: bool
) -> None:
    fixture: Any = request.getfixturevalue(person)
    by = getattr(fixture, "user", fixture)

    assert can_change_topics(by) is may
