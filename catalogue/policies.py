"""Who may change the catalogue, follow scripts, read protocols of consultations. Predicates only."""

from typing import Any

from accounts.models import Role, User
from accounts.policies import DESK, LEADERS
from catalogue.models import Consultation, ScriptRun

EDITORS = frozenset({Role.ADMINISTRATOR, Role.EDITOR})
CONSULTANTS = frozenset({Role.LAWYER})


def _has_role(by: Any, roles: frozenset[Role]) -> bool:
    return isinstance(by, User) and by.is_employee and by.role in roles


def can_edit_catalogue(by: Any) -> bool:
    """Change services, offices, states of systems, scripts, legal areas."""
    return _has_role(by, EDITORS)


def can_use_catalogue(by: Any) -> bool:
    """Check applications, ask the MFC, follow scripts: who talks to people, and who judges it."""
    return _has_role(by, DESK)


# --- scripts
def can_follow_run(by: Any, run: ScriptRun) -> bool:
    """Go on in one's own run that has not ended."""
    return can_use_catalogue(by) and run.operator_id == by.pk and run.ended_at is None


def can_see_adherence(by: Any) -> bool:
    """See how scripts are followed: those who teach and judge conversations."""
    return _has_role(by, LEADERS | {Role.QUALITY})


# --- legal consultations
def can_consult(by: Any) -> bool:
    """Give consultations and write their protocols: colleagues with a law degree (R-180)."""
    return _has_role(by, CONSULTANTS)


def can_read_consultation(by: Any, consultation: Consultation) -> bool:
    """Read a protocol: a closed base for consultants only (R-182)."""
    return can_consult(by)


# --- systems
def can_set_system_state(by: Any) -> bool:
    """Say how a part of the portal does: those who lead the shift."""
    return _has_role(by, LEADERS)
