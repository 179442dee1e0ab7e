"""Reactions of the queue: what staff change counts from the next offer, pages fetch again."""

from common import live
from journal.facts import Fact
from routing.actions.presence import refresh_abilities


def refresh_abilities_of(fact: Fact) -> None:
    """Copy new teams into the row that matching reads."""
    refresh_abilities(operator_id=fact.event.user_id)


def poke_operator(fact: Fact) -> None:
    """Tell the operator's open pages, and whoever watches the queue, to fetch again."""
    live.poke(f"user:{fact.event.operator_id}", "board")
