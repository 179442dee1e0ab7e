"""The access table: every `can_*` of macros and mass actions × the cast."""

from typing import Any

import pytest

from automation import policies
from automation.models import BulkRun, Macro

WORKERS_A = {"olga_operator", "senior", "lawyer", "sveta_supervisor"}
WORKERS = WORKERS_A | {"oleg_operator", "supervisor_b", "anton_outsider"}
OTHERS = {"citizen", "quality", "editor", "auditor", "administrator", "former"}

# (ability, macro's scope) -> who may; the own one is Olga's, the team's is of line A
ON_MACRO: dict[tuple[str, str], set[str]] = {
    ("can_use_macro", "own"): {"olga_operator"},
    ("can_use_macro", "team"): WORKERS_A,
    ("can_use_macro", "all"): WORKERS,
    ("can_edit_macro", "own"): {"olga_operator"},
    ("can_edit_macro", "team"): {"senior", "sveta_supervisor", "editor"},
    ("can_edit_macro", "all"): {"sveta_supervisor", "supervisor_b", "editor"},
}
# a run Olga has started
ON_RUN: dict[str, set[str]] = {
    "can_see_bulk": {"olga_operator", "sveta_supervisor"},
    "can_cancel_bulk": {"olga_operator", "sveta_supervisor"},
    "can_undo_bulk": {"olga_operator"},
}
ON_NOTHING: dict[str, set[str]] = {
    "can_open_macros": WORKERS | {"editor"},
    "can_start_bulk": WORKERS,
}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Any]:
    found = {name: request.getfixturevalue(name) for name in sorted(WORKERS | OTHERS)}
    return {name: getattr(person, "user", person) for name, person in found.items()}


def who_may(cast: dict[str, Any], ability: str, *things: Any) -> set[str]:
    can = getattr(policies, ability)
    return {name for name, person in cast.items() if can(person, *things)}


@pytest.mark.parametrize(("ability", "scope"), ON_MACRO)
def test_macros(ability: str, scope: str, cast: dict[str, Any], team_a: Any) -> None:
    macro = Macro(
        owner=cast["olga_operator"], scope=scope, team=team_a if scope == "team" else None
    )
    assert who_may(cast, ability, macro) == ON_MACRO[ability, scope]


@pytest.mark.parametrize("ability", ON_RUN)
def test_runs(ability: str, cast: dict[str, Any]) -> None:
    assert who_may(cast, ability, BulkRun(starter=cast["olga_operator"])) == ON_RUN[ability]


@pytest.mark.parametrize("ability", ON_NOTHING)
def test_pages(ability: str, cast: dict[str, Any]) -> None:
    assert who_may(cast, ability) == ON_NOTHING[ability]
