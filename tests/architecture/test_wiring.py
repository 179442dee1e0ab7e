"""Every event has somebody who reacts, or is named as one nobody reacts to."""

import dataclasses
import importlib
import re
from pathlib import Path

from django.utils.module_loading import import_string

from gosuslugi_support import wiring
from tests.architecture.house import APPS, ROOT

UUID_INT_STR = re.compile(r"^(UUID|uuid\.UUID|str|int|bool|datetime|date)( \| None)?$|tuple\[")


def events() -> dict[str, type]:
    found = {}
    for app in APPS:
        if (ROOT / app / "events.py").exists() or (ROOT / app / "events").is_dir():
            module = importlib.import_module(f"{app}.events")
            for name, value in vars(module).items():
                if dataclasses.is_dataclass(value) and value.__module__.startswith(module.__name__):
                    found[f"{app}.{name}"] = value
    return found


def test_every_event_is_wired_or_named_as_unheard() -> None:
    heard = set(wiring.REACTIONS)
    unheard = set(getattr(wiring, "NOBODY_REACTS", ()))
    known = {name: event for name, event in events().items() if not name.startswith("common.")}
    missing = [name for name, event in known.items() if event not in heard | unheard]
    assert not missing, "\n".join(["", *missing])
    assert sorted(event.__name__ for event in heard & unheard) == []


def test_every_handler_exists() -> None:
    for handlers in wiring.REACTIONS.values():
        for handler in handlers:
            assert callable(import_string(handler)), handler


def test_events_are_frozen_facts() -> None:
    for name, event in events().items():
        params = event.__dataclass_params__  # type: ignore[attr-defined]
        assert params.frozen, f"{name} can be changed"


def test_every_ability_appears_in_an_access_table() -> None:
    """Each can_* of policies.py is named in a test of its own app."""
    missing = []
    for app in APPS:
        path = ROOT / app / "policies.py"
        if path.exists():
            text = "".join(p.read_text("utf-8") for p in files_about(app))
            abilities = re.findall(r"^def (can_\w+)", path.read_text("utf-8"), re.MULTILINE)
            missing += [
                f"{app}.{name}" for name in abilities if not re.search(rf"\b{name}\b", text)
            ]
    assert not missing, "\n".join(["", *missing])


def files_about(app: str) -> list[Path]:
    return [*(ROOT / "tests" / app).rglob("*.py"), *(ROOT / "tests" / "security").rglob("*.py")]
