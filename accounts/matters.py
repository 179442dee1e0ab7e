"""What a conversation is about is known on a floor above, which gives its way of noting it here (decisions 3)."""

from datetime import datetime
from typing import Protocol

from accounts.models import Contact
from common.actors import Acts


class NoteMatter(Protocol):
    """Notes that a conversation is about `matter`, in the caller's transaction; once is enough."""

    def __call__(self, *, contact: Contact, matter: str, by: Acts, now: datetime) -> None: ...


_given: list[NoteMatter] = []


def provide(note: NoteMatter) -> None:
    """Take the way of the floor above; called from wiring only."""
    _given[:] = [note]


def note_matter(*, contact: Contact, matter: str, by: Acts, now: datetime) -> None:
    """Note what a conversation is about; without a floor above it is about nothing in particular."""
    for note in _given:
        note(contact=contact, matter=matter, by=by, now=now)
