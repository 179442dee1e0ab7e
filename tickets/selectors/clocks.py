"""Reads of clocks: which policy an appeal falls under, what its clocks say."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from common.memo import Memo
from common.prepared import Slot, prepared
from tickets.models import Clock, SlaPolicy, Ticket

# Equally specific policies are told apart by what they name, the weightiest first.
_WEIGHT = {"topic_id": 8, "type": 4, "priority": 2, "channel": 1}


def policy_for(ticket: Ticket) -> SlaPolicy | None:
    """Return the most specific active policy of an appeal; None when none fits."""
    fitting = [policy for policy in _policies.get() if _fits(policy, ticket)]
    return max(fitting, key=_specificity, default=None)


def clock_of(ticket: Ticket, kind: str) -> Clock | None:
    """Return one clock of an appeal, stopped or not."""
    return ticket.clocks.select_related("policy__schedule").filter(kind=kind).first()


def clocks_of(tickets: Sequence[UUID]) -> dict[UUID, list[Clock]]:
    """Return the clocks of appeals by appeal; one statement, none for no appeals."""
    found: dict[UUID, list[Clock]] = {key: [] for key in tickets}
    for clock in _clocks().rows(tickets=list(found)) if found else []:
        found[clock.ticket_id].append(clock)
    return found


@prepared
def _clocks() -> QuerySet[Clock, Any]:
    return Clock.objects.filter(ticket__any=Slot("tickets"))


def forget_policies() -> None:
    """Drop the kept policies now and after commit; called after a change of reference data."""
    _policies.forget_on_commit()


def _load() -> Sequence[SlaPolicy]:
    return list(SlaPolicy.objects.filter(is_active=True).select_related("schedule").order_by("pk"))


def _fits(policy: SlaPolicy, ticket: Ticket) -> bool:
    return all(
        getattr(policy, name) in {None, ""} or getattr(policy, name) == getattr(ticket, name)
        for name in _WEIGHT
    )


def _specificity(policy: SlaPolicy) -> tuple[int, int]:
    named = [weight for name, weight in _WEIGHT.items() if getattr(policy, name) not in {None, ""}]
    return len(named), sum(named)


_policies = Memo(_load)
