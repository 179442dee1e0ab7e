"""Who may change topics and their stems."""

from common.actors import SYSTEM, Acts

EDITORS = frozenset({"administrator", "editor"})


def can_change_topics(by: Acts) -> bool:
    """Whether the person may change topics: administrators, and editors who know the words."""
    return getattr(by, "is_employee", False) and getattr(by, "role", "") in EDITORS


def can_note_topics(by: Acts) -> bool:
    """Whether guesses may be kept in their name: the house alone, from facts of appeals."""
    return by == SYSTEM
