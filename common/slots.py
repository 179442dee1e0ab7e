"""Slots: how something from an upper floor appears on a page below (decisions 3).

An upper app registers a panel in `gosuslugi_support/wiring.py`; the page below draws what is
registered, without knowing whose it is.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page: `template` with `context(request, thing)`, shown when `may_see(request, thing)`."""

    title: str
    template: str
    context: Callable[[Any, Any], dict[str, Any]] = lambda request, thing: {}
    may_see: Callable[[Any, Any], bool] = lambda request, thing: True


_panels: dict[str, list[Panel]] = defaultdict(list)


def fill(slot: str, panel: Panel) -> None:
    """Put a panel into a slot; called from wiring only."""
    if panel not in _panels[slot]:
        _panels[slot].append(panel)


def panels(slot: str) -> list[Panel]:
    return list(_panels[slot])
