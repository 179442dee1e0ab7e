"""Migrations in a sixth of the time: a first start of the house is mostly them.

Between two steps Django makes the classes anew of every table that is connected with the changed one
in whatever way, and everything here is connected with people. Its own shorter way, which it takes for
many fields already, makes anew the changed one and those that point at it; before a step in Python
looks, the rest follows (`is_delayed`). Here every step goes that way: the tables come out the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def few_drawn_anew() -> Iterator[None]:
    """Inside, `migrate` makes anew the changed table's class and of those that point at it, no more."""
    state: Any = ProjectState
    whole = state._find_reload_model
    state._find_reload_model = _changed_and_who_points_at_it
    try:
        yield
    finally:
        state._find_reload_model = whole


def _changed_and_who_points_at_it(
    self: Any, app_label: str, model_name: str, delay: bool = False
) -> set[tuple[str, str]]:
    self.is_delayed = True
    found = {(app_label, model_name)}
    try:
        model = self.apps.get_model(app_label, model_name)
    except LookupError:
        return found
    for field in model._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete:
            related = field.related_model._meta
            found.add((related.app_label, related.model_name))
    return found
