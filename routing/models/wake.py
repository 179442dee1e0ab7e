"""Triggers that wake the dispatcher at commit: an item began to wait, an operator became free."""

import pgtrigger

CHANNEL = "routing"


def wakes(name: str, key: str, *, when: str) -> pgtrigger.Trigger:
    """Return a trigger that says `<name>:<key>` on CHANNEL for rows that fit `when`."""
    return pgtrigger.Trigger(
        name="wake",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            f"IF {when} THEN PERFORM pg_notify('{CHANNEL}', '{name}:' || {key}); END IF;"
            " RETURN NULL;"
        ),
    )
