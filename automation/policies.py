"""Who may do what with macros, bulk runs and rules. What a step does to an appeal is asked of `tickets`.

`by` is a staff user; the system is let through by `require`.
"""

from typing import Any

from accounts.models import Role, User
from accounts.policies import LEADERS, WORKERS
from automation.models import BulkRun, Macro
from automation.steps import Step
from tickets.models import Ticket
from tickets.selectors.routes import needs_approval

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


# --- rules
RULE_KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def can_see_rules(by: Any) -> bool:
    """See rules, their versions and runs: who keeps them, and who checks what was done."""
    return _has_role(by, RULE_KEEPERS | {Role.SENIOR, Role.AUDITOR})


def can_edit_rules(by: Any) -> bool:
    """Write rules, try them on last week, switch them: a rule works for every team."""
    return _has_role(by, RULE_KEEPERS)


def rule_refusal(step: Step, ticket: Ticket | None = None) -> str:
    """Return why a rule may not do a step, on any appeal or on this one; "" when it may.

    The system passes every policy, so what a rule must never do stands here: act as a person, or
    write to the citizen where people answer by law or a second person approves. No step reveals data.
    """
    if step.needs_person:
        return "Правило не может взять обращение: это делает человек."
    if ticket is not None and step.writes_to_citizen:
        if ticket.is_official:
            return "На официальное обращение отвечает человек."
        if needs_approval(ticket):
            return "Ответ по этой теме утверждает человек."
    return ""
