"""Who may open which face: citizens the cabinet, workers the desk. Others are led to their own door."""

from accounts.policies import can_open_desk
from common.guards import View, only


def citizens_only(view: View) -> View:
    """Let citizens in, send a guest to sign in; for staff the cabinet does not exist."""
    return only(lambda user: user.is_citizen, view)


def workers_only(view: View) -> View:
    """Let those in who work with appeals; for citizens the desk does not exist."""
    return only(can_open_desk, view)
