"""Into another app only by its entrances; import-linter holds the floors themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import APPS, FLOORS, python_files, shown, tree

ENTRANCES = {"actions", "selectors", "policies", "events", "models", "states"}
# Apps that are tools for the others: all their modules but the interfaces are entrances.
TOOLS = {"common", "journal", "schedules"}
# What upper apps register their notices and their recipients with (a provider against a Protocol).
REGISTRIES = {
    ("notifications", "catalogue"),
    ("notifications", "recipients"),
    ("accounts", "subjects"),
    # any view that does something serious asks it who is there
    ("accounts", "reauth"),
    ("accounts", "retention"),
}
CLOSED = {"views", "forms", "api", "consumers", "tasks", "admin", "urls", "ws_urls", "handlers"}
# The root connects apps: it names their addresses, sockets, admin pages and handlers.
ROOT_CONNECTS = CLOSED


def imported(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = node.module.split(".")
            if len(parts) == 1:
                for alias in node.names:
                    yield f"{node.module}.{alias.name}", node.lineno
            else:
                yield node.module, node.lineno


def may_enter(user: str, module: str) -> bool:
    """Return whether code of the app `user` may import `module` of ours."""
    app, *rest = module.split(".")
    if app == user or app not in APPS or not rest:
        return True
    room = rest[0]
    if user == "gosuslugi_support" and room in ROOT_CONNECTS:
        return True
    if room in CLOSED:
        return app in TOOLS and room == "forms"
    if (app, room) in REGISTRIES:
        return True
    return app in TOOLS or room in ENTRANCES or user == "gosuslugi_support"


def test_other_apps_are_entered_by_their_entrances() -> None:
    wrong = [
        f"{shown(path)}:{line} imports {module}"
        for app in FLOORS
        for path in python_files(app)
        for module, line in imported(path)
        if not may_enter(app, module)
    ]
    assert not wrong, "\n".join(["", *wrong])


def test_the_rule_sees_a_back_door() -> None:
    assert not may_enter("tickets", "accounts.views")
    assert not may_enter("tickets", "notifications.tasks")
    assert not may_enter("accounts", "journal.tasks")
    assert may_enter("tickets", "accounts.selectors")
    assert may_enter("tickets", "schedules.deadlines")
    assert may_enter("gosuslugi_support", "tickets.ws_urls")
