"""Running rules: at a fact, or when time came. Steps are done by the system on behalf of the rule.

Why rules cannot set each other off for ever (docs/rules.md):
1. Facts made by a run carry its id (`Entry.request_id`), so a rule knows what began it all.
2. A rule looks at an appeal once for each beginning: a unique row of `RuleRun`.
3. Facts of facts of rules are not looked at (MOST_DEPTH), and one rule touches one appeal at most
   MOST_A_DAY times in 24 hours, whatever the beginning.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import OperationalError, transaction

from automation.actions.rules import count_failure
from automation.actions.steps import run_steps
from automation.events import RuleRan
from automation.models import RuleRun, RuleVersion
from automation.policies import rule_refusal
from automation.rules.conditions import load, question
from automation.rules.triggers import ON_EVENTS
from automation.selectors.rules import rules_on, told_by
from common.actors import SYSTEM
from common.errors import DomainError, NotAllowed
from common.ids import new_id
from journal.facts import Fact, record
from journal.models import Entry
from notifications.actions import Ring, tell_staff
from tickets.models import Ticket

logger = logging.getLogger(__name__)
MARK: Final = "rule:"
MOST_DEPTH: Final = 1
MOST_A_DAY: Final = 5
DAY: Final = timedelta(days=1)
Outcome = RuleRun.Outcome
BAD: Final = frozenset({Outcome.REFUSED, Outcome.FAILED})


@dataclass(frozen=True, slots=True)
class Cause:
    """What began it: `fact:<id>` or `time:<what>:<moment>`, and through how many runs it came here."""

    name: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: str
    why: str = ""


def run_for_fact(*, fact: Fact, now: datetime) -> list[RuleRun]:
    """Run the rules that wait for such a fact, in their order; called by the reaction to it.

    The reaction may come twice: what ran is found by its row. A rule switched on after the fact
    does not look at it.
    """
    cause = _cause_of(fact)
    if cause is None:
        return []
    waiting = [
        version
        for version in rules_on(ON_EVENTS[type(fact.event)])
        if version.rule.on_since and version.rule.on_since <= fact.at
    ]
    ticket_id = fact.event.ticket_id
    runs = [
        run_rule(version=version, ticket_id=ticket_id, cause=cause, now=now) for version in waiting
    ]
    return [run for run in runs if run is not None]


@transaction.atomic
def run_rule(
    *, version: RuleVersion, ticket_id: UUID, cause: Cause, now: datetime, wait: bool = True
) -> RuleRun | None:
    """Run one rule at one appeal if it fits and has not run for this cause; None otherwise.

    The appeal's row is locked first, so two workers cannot both find that it has not run;
    `wait=False` passes over a row somebody else is busy with.
    """
    locked = Ticket.objects.select_for_update(skip_locked=not wait, of=("self",))
    ticket = locked.defer("search", "client_digest").filter(pk=ticket_id).first()
    rule = version.rule
    known = RuleRun.objects.filter(rule=rule, ticket_id=ticket_id, cause=cause.name)
    if ticket is None or known.exists():
        return None
    run = RuleRun(id=new_id(), rule=rule, version=version.number, ticket=ticket, at=now)
    run.cause, run.depth = cause.name, cause.depth
    verdict = _judge(version, run, now)
    if verdict is None:
        return None
    run.outcome, run.why = verdict.outcome, verdict.why[:300]
    run.save(force_insert=True)
    entry = record(RuleRan(ticket.pk, rule.pk, run.version, run.pk, run.outcome), by=SYSTEM, at=now)
    if run.outcome in {Outcome.CHANGED, Outcome.SAME}:
        _tell(version, run, entry, now)
    if run.outcome != Outcome.STOPPED:
        count_failure(rule=rule, is_failed=run.outcome in BAD, now=now)
    return run


def _judge(version: RuleVersion, run: RuleRun, now: datetime) -> _Verdict | None:
    """Return how the run ended; None when the appeal does not fit, which leaves no trace."""
    try:
        asked = question(load(version.conditions), match=version.match, now=now)
        if not Ticket.objects.filter(asked, pk=run.ticket_id).exists():
            return None
        if _ran_today(run, now) >= MOST_A_DAY:
            return _Verdict(Outcome.STOPPED, "Правило уже сработало здесь 5 раз за сутки.")
        return _attempt(version, run, now)
    except DomainError as refusal:
        return _Verdict(Outcome.REFUSED, str(refusal))


def _attempt(version: RuleVersion, run: RuleRun, now: datetime) -> _Verdict:
    """Do the steps, all or none, marked as this run's; an unforeseen error is the rule's failure."""
    steps = version.loaded()
    for step in steps:
        if refusal := rule_refusal(step, run.ticket):
            raise NotAllowed(refusal, policy="rule_refusal")
    if not steps:
        return _Verdict(Outcome.CHANGED)
    try:
        with structlog.contextvars.bound_contextvars(request_id=f"{MARK}{run.pk}"):
            done = run_steps(steps=steps, ticket=run.ticket, by=SYSTEM, now=now)
    except (DomainError, OperationalError):
        raise
    except Exception as error:
        logger.exception("A rule failed", extra={"rule": str(run.rule_id)})
        return _Verdict(Outcome.FAILED, type(error).__name__)
    return _Verdict(Outcome.CHANGED if done.is_changed else Outcome.SAME)


def _cause_of(fact: Fact) -> Cause | None:
    """Return what began a fact; None when it came through too many rules."""
    mark = Entry.objects.values_list("request_id", flat=True).get(pk=fact.entry_id)
    if not mark.startswith(MARK):
        return Cause(f"fact:{fact.entry_id}")
    parent = RuleRun.objects.filter(pk=mark.removeprefix(MARK)).first()
    if parent is None or parent.depth >= MOST_DEPTH:
        return None
    return Cause(parent.cause, parent.depth + 1)


def _ran_today(run: RuleRun, now: datetime) -> int:
    runs = RuleRun.objects.filter(rule=run.rule_id, ticket=run.ticket_id, at__gt=now - DAY)
    return runs.exclude(outcome=Outcome.STOPPED).count()


def _tell(version: RuleVersion, run: RuleRun, entry: Entry, now: datetime) -> None:
    fresh = Ticket.objects.only("assignee", "team", "home_team").get(pk=run.ticket_id)
    people = told_by(version, fresh)
    if people:
        ring = Ring(entry.pk, "rule", f"ticket:{run.ticket_id}", people)
        tell_staff(ring=ring, now=now)
