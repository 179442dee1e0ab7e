"""Who may open the catalogue on the desk; its public pages are everybody's."""

from catalogue.policies import can_use_catalogue
from common.guards import View, only


def workers_only(view: View) -> View:
    """Let those in who talk to people; for others the page does not exist."""
    return only(can_use_catalogue, view)
