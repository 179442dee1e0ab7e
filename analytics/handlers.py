"""Reactions of the wallboard: whatever moves in the queue, open boards fetch again."""

from common import live
from journal.facts import Fact


def poke_wall(fact: Fact) -> None:
    """Tell open wallboards. A page fetches once a second at most, however many pokes come."""
    live.poke("wall")
