"""Who may do what with macros and bulk runs. What a step does to an appeal is asked of `tickets`.

`by` is a staff user; the system is let through by `require`.
"""

from typing import Any

from accounts.models import Role, User
from accounts.policies import LEADERS, WORKERS
from automation.models import BulkRun, Macro

# Who writes what everybody uses.
EDITORS = frozenset({Role.SUPERVISOR, Role.EDITOR})


def _has_role(by: Any, roles: frozenset[Role]) -> bool:
    return isinstance(by, User) and by.is_employee and by.role in roles


# --- macros
def can_open_macros(by: Any) -> bool:
    return _has_role(by, WORKERS | {Role.EDITOR})


def can_use_macro(by: Any, macro: Macro) -> bool:
    """One's own, those of one's teams, those of everybody."""
    if not _has_role(by, WORKERS):
        return False
    if macro.scope == Macro.Scope.OWN:
        return bool(macro.owner_id == by.pk)
    return macro.scope == Macro.Scope.ALL or macro.team_id in by.team_ids()


def can_edit_macro(by: Any, macro: Macro) -> bool:
    """One's own; a team's by its leaders; everybody's by supervisors and editors."""
    if macro.scope == Macro.Scope.OWN:
        return can_open_macros(by) and macro.owner_id == by.pk
    if macro.scope == Macro.Scope.ALL:
        return _has_role(by, EDITORS)
    leads = _has_role(by, LEADERS) and macro.team_id in by.team_ids()
    return leads or _has_role(by, frozenset({Role.EDITOR}))


# --- bulk runs
def can_start_bulk(by: Any) -> bool:
    """Whoever works with appeals; each appeal is asked about again when its turn comes."""
    return _has_role(by, WORKERS)


def can_see_bulk(by: Any, run: BulkRun) -> bool:
    """Who started it, and the supervisor of a common team."""
    if not can_start_bulk(by):
        return False
    is_supervisor = by.role == Role.SUPERVISOR
    return run.starter_id == by.pk or (
        is_supervisor and bool(by.team_ids() & run.starter.team_ids())
    )


def can_cancel_bulk(by: Any, run: BulkRun) -> bool:
    return can_see_bulk(by, run)


def can_undo_bulk(by: Any, run: BulkRun) -> bool:
    """Only who started it: what is taken back is taken back under their rights."""
    return can_start_bulk(by) and run.starter_id == by.pk
