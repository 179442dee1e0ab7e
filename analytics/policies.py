"""Who may see the figures of the queue. Predicates only; whose teams they are of is a query."""

from typing import Any

from accounts.policies import can_open_board


def can_see_wall(by: Any) -> bool:
    """The wallboard, its lists and the day: whoever the supervisor's board is for."""
    return can_open_board(by)
