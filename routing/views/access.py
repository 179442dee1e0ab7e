"""Who finds the queue's addresses: operators theirs, leaders those of their teams."""

from common.guards import View, only
from routing.policies import can_lead_queue, can_work_in_queue


def operators_only(view: View) -> View:
    """Let those in who can be on the line; for others the switch does not exist."""
    return only(can_work_in_queue, view)


def leaders_only(view: View) -> View:
    """Let those in who lead a team's queue; for others these addresses do not exist."""
    return only(can_lead_queue, view)
