"""Reactions of automation: rules that wait for a fact, keepers who hear that one has stopped."""

from django.utils import timezone

from automation.actions.rule_runs import run_for_fact
from automation.selectors.rules import keepers
from journal.facts import Fact
from notifications.actions import Ring, tell_staff


def run_rules(fact: Fact) -> None:
    """Run the rules that wait for such a fact; a second run of the reaction finds them done."""
    run_for_fact(fact=fact, now=timezone.now())


def tell_of_stopped_rule(fact: Fact) -> None:
    """Tell the keepers of rules of one that failed so often that it switched itself off."""
    if fact.event.why == "failures":
        ring = Ring(fact.entry_id, "rule_off", f"rule:{fact.event.rule_id}", keepers())
        tell_staff(ring=ring, now=timezone.now())
