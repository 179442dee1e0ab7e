"""Who may change topics and their stems."""

from common.actors import Acts

EDITORS = frozenset({"administrator", "editor"})


def can_change_topics(by: Acts) -> bool:
    """Whether the person may change topics: administrators, and editors who know the words."""
    return getattr(by, "is_employee", False) and getattr(by, "role", "") in EDITORS
