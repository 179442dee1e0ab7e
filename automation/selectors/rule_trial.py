"""The dry run: what a rule would have done in the last week. Reads only (a test holds it to that).

Which facts happened is history; whether an appeal fits, and what would change, is asked of the appeal
as it is now: the past state of an appeal is not kept. The page says so.
"""

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from automation.policies import rule_refusal
from automation.rules.conditions import Condition, question
from automation.rules.triggers import TRIGGERS, Trigger
from automation.selectors.rule_times import due_moments
from automation.steps import Step
from common.actors import SYSTEM
from journal.facts import name_of
from journal.models import Entry
from tickets.models import Ticket

WEEK: Final = timedelta(days=7)
MOST_FACTS: Final = 5000
MOST_JUDGED: Final = 1000
SAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """One appeal that fits: what would change, or why a step would be refused."""

    number: int
    topic: str
    changes: list[str]
    refusal: str = ""


@dataclass(slots=True)
class Trial:
    """What a week shows. `is_cut`: there was more than was looked at."""

    facts: int = 0
    appeals: int = 0
    fits: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    is_cut: bool = False
    reasons: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is tried: a rule on paper, saved or not."""

    trigger: str
    hours: int | None
    match: str
    conditions: tuple[Condition, ...]
    steps: tuple[Step, ...]


def trial_of(wanted: Wanted, *, now: datetime) -> Trial:
    """Return what would have happened; raises InvalidInput for a condition that cannot be asked."""
    trial = Trial()
    keys = _looked_at(wanted, trial, now)
    asked = question(wanted.conditions, match=wanted.match, now=now)
    fitting = _fitting(keys, asked)
    trial.appeals, trial.fits = len(keys), len(fitting)
    trial.is_cut = trial.is_cut or len(fitting) > MOST_JUDGED
    for ticket in fitting[:MOST_JUDGED]:
        _judge(ticket, wanted.steps, trial, now)
    return trial


def _looked_at(wanted: Wanted, trial: Trial, now: datetime) -> set[UUID]:
    """Return the appeals a rule would have looked at."""
    trigger = TRIGGERS[wanted.trigger]
    if trigger.needs_hours:
        found = due_moments(wanted.trigger, wanted.hours or 0, since=now - WEEK, now=now)
        keys = [moment.ticket_id for moment, _ in zip(found, range(MOST_FACTS + 1), strict=False)]
    else:
        keys = _facts_of(trigger, now)
    trial.is_cut = len(keys) > MOST_FACTS
    trial.facts = min(len(keys), MOST_FACTS)
    return set(keys[:MOST_FACTS])


def _facts_of(trigger: Trigger, now: datetime) -> list[UUID]:
    assert trigger.event is not None
    rows = Entry.objects.filter(
        event=name_of(trigger.event), at__gt=now - WEEK, at__lte=now, subject__startswith="ticket:"
    )
    subjects = rows.order_by("-pk").values_list("subject", flat=True)[: MOST_FACTS + 1]
    return [UUID(subject.removeprefix("ticket:")) for subject in subjects]


def _fitting(keys: set[UUID], asked: Q) -> list[Ticket]:
    rows = Ticket.objects.filter(asked, pk__in=keys).select_related("topic")
    return list(rows.defer("search", "client_digest").order_by("-number")[: MOST_JUDGED + 1])


def _judge(ticket: Ticket, steps: tuple[Step, ...], trial: Trial, now: datetime) -> None:
    """Count one appeal; its steps are played on a copy that nobody saves."""
    played, changes, refusal = copy(ticket), [], ""
    for step in steps:
        refusal = rule_refusal(step, played) or step.refusal(played, SYSTEM)
        if refusal:
            trial.reasons[refusal] += 1
            break
        if not step.is_done(played, SYSTEM):
            changes.append(_words(step, played, now))
        step.expect(played, SYSTEM)
    if refusal:
        trial.refused += 1
    elif changes or not steps:
        trial.changed += 1
    else:
        trial.same += 1
    if len(trial.samples) < SAMPLES:
        trial.samples.append(
            Sample(ticket.number, ticket.topic.title, [] if refusal else changes, refusal)
        )


def _words(step: Step, ticket: Ticket, now: datetime) -> str:
    """Return what a step changes. Texts are shown as they are written, without anybody's name in them."""
    has_text = step.writes_to_citizen or any(one.rows for one in step.fields)
    return step.in_words() if has_text else step.preview(ticket, SYSTEM, now)
