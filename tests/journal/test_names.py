"""Every fact has a Russian name: a code on the journal's page would be a riddle."""

from gosuslugi_support import wiring
from gosuslugi_support.journal_pages import names
from journal.facts import name_of


def test_every_event_has_a_name() -> None:
    events = [*wiring.REACTIONS, *wiring.NOBODY_REACTS]
    assert sorted({name_of(event) for event in events} - set(names.EVENTS)) == []


def test_every_kind_of_thing_has_a_name() -> None:
    assert [kind for kind in names.kinds_of_things() if not names.THINGS.get(kind, kind)] == []
