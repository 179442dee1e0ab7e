"""Who may change working time."""

from common.actors import Acts


def can_change_schedules(by: Acts) -> bool:
    """Whether the person may change hours and the calendar (a permission of Django's admin)."""
    has_perm = getattr(by, "has_perm", None)
    return bool(has_perm and has_perm("schedules.change_schedule"))
