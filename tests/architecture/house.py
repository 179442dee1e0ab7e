"""What the architecture tests know: the floors, and how to walk the sources."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Floors of docs and decisions, low to high; apps on one floor never import each other.
FLOORS: dict[str, int] = {
    "common": 0,
    "journal": 1,
    "schedules": 2,
    "accounts": 3,
    "topics": 3,
    "notifications": 4,
    "catalogue": 5,
    "faq": 6,
    "routing": 6,
    "tickets": 7,
    "automation": 8,
    "chat": 9,
    "quality": 10,
    "analytics": 11,
    "gosuslugi_support": 99,
}
APPS = [app for app in FLOORS if app != "gosuslugi_support"]
HELPERS = ("neighbours", "bench", "scripts")
INTERFACES = {"views", "api", "consumers", "tasks", "forms", "admin"}


def goes_down(user: str, used: str) -> bool:
    """Return whether `user` may lean on `used`."""
    return user == used or FLOORS[used] < FLOORS[user]


def python_files(*folders: str, migrations: bool = False) -> Iterator[Path]:
    """Yield our modules in the folders (all apps, root and helpers by default)."""
    for folder in folders or (*FLOORS, *HELPERS):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path


def templates() -> Iterator[Path]:
    """Yield every template of ours, wherever it lives."""
    yield from sorted((ROOT / "templates").rglob("*.*"))
    for app in FLOORS:
        yield from sorted((ROOT / app).glob("templates/**/*.*"))


def template_name(path: Path) -> str:
    """Return the name by which Django loads the template."""
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def owner(name: str) -> str:
    """Return the app a template, by its name, belongs to; shared ones are floor 0."""
    first = name.split("/")[0]
    return first if first in FLOORS else "common"


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path) -> str:
    """Return the path as people name it."""
    return str(path.relative_to(ROOT))


def is_interface(path: Path) -> bool:
    """Return whether the module parses and answers: views, api, consumers, tasks, forms, admin."""
    parts = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts[1:]}
    return bool(parts & INTERFACES)
