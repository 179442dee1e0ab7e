"""Who acts. A journal row names its actor by (kind, id); the system is named, never `None`."""

from dataclasses import dataclass
from typing import Protocol

STAFF = "staff"
CITIZEN = "citizen"
API_KEY = "api_key"
GUEST = "guest"
SYSTEM_KIND = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API key, a guest of one browser or the system. `id` is a UUID in text, "" for the system."""

    kind: str
    id: str = ""

    @property
    def actor(self) -> "Actor":
        return self

    @property
    def is_system(self) -> bool:
        return self.kind == SYSTEM_KIND


SYSTEM = Actor(SYSTEM_KIND)


class Acts(Protocol):
    """Anybody who can be the `by` of a door: a user, an API key, a guest, `SYSTEM`."""

    @property
    def actor(self) -> Actor: ...


def actor_of(by: Acts | None) -> Actor:
    """Return the actor of `by`. A forgotten user must not become root, so `None` raises TypeError."""
    if by is None:
        raise TypeError("A door needs `by`: a person, a key or SYSTEM, never None.")
    return by.actor
