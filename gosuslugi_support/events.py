"""Facts about the house itself: its keys. Past tense, ids and codes only (`key` is «encrypt:2»)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyPublished:
    """A data key was made; everybody can read by it, nobody writes by it yet."""

    key: str


@dataclass(frozen=True, slots=True)
class KeyMadeCurrent:
    """New values are sealed (or found) by this key from now on."""

    key: str


@dataclass(frozen=True, slots=True)
class KeysRotated:
    """Every value stands under this key; `rows` is how many were renewed by the last run."""

    key: str
    rows: int


@dataclass(frozen=True, slots=True)
class KeyDropped:
    """An old key is gone: nothing in the database needs it, older backups can no longer be read."""

    key: str


@dataclass(frozen=True, slots=True)
class MasterKeyReplaced:
    """`keys` data keys are wrapped by the newest master key."""

    place: str
    keys: int
