"""The one who looks on: new offers for those they were made to, the state of the centre every second,
what was promised to those who wait.
"""

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Count, Min

from gosuslugi_support.running.output import say
from gosuslugi_support.simulation.people import Operator
from gosuslugi_support.simulation.seen import Promise, Sample
from gosuslugi_support.simulation.stage import Stage, now
from routing.forecast import told
from routing.models import Offer, Presence, WorkItem
from routing.selectors.waiting import waiting_of

LOOKS_EVERY_S, SAMPLES_EVERY_S, TELLS_EVERY_S = 0.1, 1.0, 5.0


@dataclass(slots=True)
class Watch:
    """Looks by itself whenever it is asked to; an outage is a gap in the samples."""

    stage: Stage
    operators: dict[UUID, Operator]
    expected: int
    samples: list[Sample] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    gaps: int = 0
    _asked: set[UUID] = field(default_factory=set)
    _next: dict[str, float] = field(default_factory=dict)

    def look(self) -> None:
        """Do what is due of looking; called all the time."""
        try:
            if self._is_due("offers", LOOKS_EVERY_S):
                self._offers()
            if self._is_due("sample", SAMPLES_EVERY_S):
                self._sample()
        except (OperationalError, InterfaceError):
            self.gaps += 1
            connection.close()
        if self._is_due("tell", TELLS_EVERY_S):
            self.tell()

    def tell(self) -> None:
        """Say how far the day is."""
        if not self.samples:
            return
        last, tally = self.samples[-1], self.stage.tally
        hour, minute = divmod(int(last.at_s // 60), 60)
        line = ", ".join(f"{count} {state}" for state, count in sorted(last.states.items()))
        say(
            f"  {hour:02}:{minute:02}  {tally['came']} of {self.expected} came, {tally['ended']} ended, "
            f"{last.waiting} wait (longest {last.longest_s / 60:.0f} min), {line}"
        )

    def _offers(self) -> None:
        rows = Offer.objects.filter(outcome=Offer.Outcome.OPEN).values_list("pk", "operator_id")
        for offer_id, operator_id in rows:
            if operator_id in self.operators:
                self.operators[operator_id].see(offer_id)

    def _sample(self) -> None:
        clock, moment = self.stage.clock, now()
        waiting = WorkItem.objects.filter(state=WorkItem.State.WAITING)
        found = waiting.aggregate(number=Count("pk"), oldest=Min("entered_at"))
        states = Presence.objects.exclude(state=Presence.State.OFFLINE).values_list("state")
        oldest = found["oldest"]
        # registered, and the reaction that puts it into the queue is still to come
        on_the_way = max(0, self.stage.tally["came"] - WorkItem.objects.count())
        self.samples.append(
            Sample(
                at_s=clock.of(moment),
                waiting=found["number"] + on_the_way,
                longest_s=clock.of(moment) - clock.of(oldest) if oldest else 0.0,
                states=dict(states.annotate(number=Count("pk"))),
                in_hand=WorkItem.objects.filter(state=WorkItem.State.TAKEN).count(),
            )
        )
        for item in waiting.exclude(pk__in=self._asked)[:50]:
            self._asked.add(item.pk)
            self.stage.at(time.time(), lambda item=item: self._ask(item))  # type: ignore[misc]

    def _ask(self, item: Any) -> None:
        """Ask the forecast as a page would; its seconds are real ones, the day's are `speed` times more."""
        moment = now()
        known = waiting_of(item, now=moment)
        if known.interval is None:
            return
        wait_s = known.wait_s * self.stage.clock.options.speed
        interval = told(wait_s, ahead=known.ahead)
        self.promises.append(
            Promise(
                item=str(item.pk),
                asked_s=self.stage.clock.of(moment),
                wait_s=wait_s,
                ahead=known.ahead,
                low_min=interval.low_min if interval else None,
                high_min=interval.high_min if interval else None,
                is_open=bool(interval and interval.is_open),
            )
        )

    def _is_due(self, what: str, every: float) -> bool:
        if time.time() < self._next.get(what, 0.0):
            return False
        self._next[what] = time.time() + every
        return True
