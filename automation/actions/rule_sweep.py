"""The sweep of time rules: slices, each appeal in a transaction of its own, busy ones passed over."""

import logging
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from automation.actions.rule_runs import Cause, run_rule
from automation.models import RuleRun, RuleVersion
from automation.rules.triggers import TRIGGERS
from automation.selectors.rule_times import Moment, due_moments
from automation.selectors.rules import rules_on

logger = logging.getLogger(__name__)
SLICE: Final = 200
MOST_A_SWEEP: Final = 2000


def sweep_rules(*, now: datetime) -> int:
    """Run time rules at what became due since they were switched on; return how many runs there were.

    Any number of sweeps at once do no harm: the appeal's row is locked, the run's row is unique.
    """
    done = 0
    for trigger in TRIGGERS.values():
        if trigger.needs_hours:
            for version in rules_on(trigger.name):
                done += _sweep_rule(version, now)
    return done


def _sweep_rule(version: RuleVersion, now: datetime) -> int:
    since = version.rule.on_since
    if since is None or version.hours is None:
        return 0
    done = 0
    moments = due_moments(version.trigger, version.hours, since=since, now=now)
    while done < MOST_A_SWEEP and (part := list(islice(moments, SLICE))):
        done += sum(_run_one(version, moment, now) for moment in _new(version, part))
        if not rules_still_on(version):
            break
    return done


def _new(version: RuleVersion, moments: Iterable[Moment]) -> list[Moment]:
    """Return those of a slice this rule has not run for yet."""
    part = list(moments)
    known = RuleRun.objects.filter(
        rule=version.rule_id,
        ticket__in=[moment.ticket_id for moment in part],
        cause__in={moment.cause for moment in part},
    )
    ran = set(known.values_list("ticket", "cause"))
    return [moment for moment in part if (moment.ticket_id, moment.cause) not in ran]


def _run_one(version: RuleVersion, moment: Moment, now: datetime) -> bool:
    try:
        run = run_rule(
            version=version,
            ticket_id=moment.ticket_id,
            cause=Cause(moment.cause),
            now=now,
            wait=False,
        )
    except Exception:
        logger.exception("A time rule failed at an appeal", extra={"rule": str(version.rule_id)})
        return False
    return run is not None


def rules_still_on(version: RuleVersion) -> bool:
    """Say whether nobody, the rule itself included, has switched it off or changed it meanwhile."""
    return any(row.pk == version.pk for row in rules_on(version.trigger))
