"""Who may change the catalogue, follow scripts, read protocols of consultations. Predicates only."""

from typing import Any

from accounts.models import Role, User
from accounts.policies import WORKERS

EDITORS = frozenset({Role.ADMINISTRATOR, Role.EDITOR})
CONSULTANTS = frozenset({Role.LAWYER})


def _has_role(by: Any, roles: frozenset[Role]) -> bool:
    return isinstance(by, User) and by.is_employee and by.role in roles


def can_edit_catalogue(by: Any) -> bool:
    """Change services, offices, states of systems, scripts, legal areas."""
    return _has_role(by, EDITORS)


def can_use_catalogue(by: Any) -> bool:
    """Check applications, ask the MFC, follow scripts: everybody who talks to people."""
    return _has_role(by, WORKERS)
