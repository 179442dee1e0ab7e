"""Who may change topics and their stems."""

from common.actors import Acts


def can_change_topics(by: Acts) -> bool:
    """Whether the person may change topics (a permission of Django's admin)."""
    has_perm = getattr(by, "has_perm", None)
    return bool(has_perm and has_perm("topics.change_topic"))
