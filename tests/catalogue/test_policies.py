"""The access table of the catalogue: every `can_*` × the cast."""

import inspect
from typing import Any

import pytest

from catalogue import policies
from catalogue.models import Consultation, ScriptRun

WORKERS = {"olga_operator", "oleg_operator", "senior", "lawyer", "sveta_supervisor"}
CAST = sorted(WORKERS | {"citizen", "quality", "editor", "auditor", "administrator", "former"})
TABLE: dict[str, set[str]] = {
    "can_edit_catalogue": {"administrator", "editor"},
    "can_use_catalogue": WORKERS | {"quality"},
    "can_follow_run": {"olga_operator"},
    "can_consult": {"lawyer"},
    "can_read_consultation": {"lawyer"},
    "can_set_system_state": {"senior", "sveta_supervisor"},
    "can_see_adherence": {"senior", "sveta_supervisor", "quality"},
}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Any]:
    people = {name: request.getfixturevalue(name) for name in CAST}
    return {name: getattr(person, "user", None) or person for name, person in people.items()}


@pytest.mark.parametrize("ability", TABLE)
def test_table(ability: str, cast: dict[str, Any]) -> None:
    can = getattr(policies, ability)
    things = {
        "can_follow_run": [ScriptRun(operator=cast["olga_operator"])],
        "can_read_consultation": [Consultation()],
    }.get(ability, [])
    assert {name for name, user in cast.items() if can(user, *things)} == TABLE[ability]


def test_every_policy_is_in_the_table() -> None:
    names = {name for name, _ in inspect.getmembers(policies, inspect.isfunction)}
    assert {name for name in names if name.startswith("can_")} == set(TABLE)
