"""Who may change topics: every role of the cast."""

from typing import Any

import pytest

from common.actors import SYSTEM
from topics.policies import can_change_topics, can_note_topics

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


@pytest.mark.parametrize("person", ["administrator", "editor", "olga_operator", "citizen"])
def test_guesses_are_kept_by_the_house_alone(request: pytest.FixtureRequest, person: str) -> None:
    fixture: Any = request.getfixturevalue(person)

    assert can_note_topics(getattr(fixture, "user", fixture)) is False
    assert can_note_topics(SYSTEM) is True
