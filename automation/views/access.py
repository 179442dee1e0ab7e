"""Who finds these addresses: workers their mass actions, workers and editors the macros."""

from automation.policies import can_open_macros, can_see_rules, can_start_bulk
from common.guards import View, only


def workers_only(view: View) -> View:
    """Let those in who work with appeals; for others mass actions do not exist."""
    return only(can_start_bulk, view)


def macro_people_only(view: View) -> View:
    """Let those in who use macros or write them for others."""
    return only(can_open_macros, view)


def rule_people_only(view: View) -> View:
    """Let those in who keep rules or look after what they do."""
    return only(can_see_rules, view)
