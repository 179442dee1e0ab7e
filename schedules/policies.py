"""Who may change working time. Roles are read by name: people live on a floor above."""

from common.actors import Acts

EDITORS = frozenset({"administrator"})


def can_change_schedules(by: Acts) -> bool:
    """Whether the person may change hours and the production calendar."""
    return getattr(by, "is_employee", False) and getattr(by, "role", "") in EDITORS
