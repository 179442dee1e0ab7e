"""How systems do at a moment: what was said of them, and works planned for the time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import Http404

from catalogue.models import PlannedWork, SystemStatus
from common.plural import plural

SOON = timedelta(days=14)
State = SystemStatus.State


@dataclass(frozen=True, slots=True)
class SystemNow:
    """A system at a moment. `retry` is «повторить через 30 минут», "" while it works."""

    system: SystemStatus
    state: str
    label: str
    details: str
    retry: str
    since: datetime | None

    @property
    def is_well(self) -> bool:
        return self.state == State.WORKS


def systems_now(*, now: datetime, codes: Collection[str] = ()) -> list[SystemNow]:
    """Return systems (all, or these); a planned work that goes on is the state of one that works."""
    rows = SystemStatus.objects.filter(code__in=codes) if codes else SystemStatus.objects.all()
    going = {
        system.pk: work
        for work in _works().filter(begins_at__lte=now, ends_at__gt=now)
        for system in work.systems.all()
    }
    return [_at(system, going.get(system.pk)) for system in rows]


def troubles_now(*, now: datetime, codes: Collection[str] = ()) -> list[SystemNow]:
    return [one for one in systems_now(now=now, codes=codes) if not one.is_well]


def works_ahead(*, now: datetime) -> list[PlannedWork]:
    """Return works that go on or begin within two weeks, the nearest first."""
    return list(_works().filter(ends_at__gt=now, begins_at__lte=now + SOON))


def system_for(code: str) -> SystemStatus:
    system = SystemStatus.objects.filter(pk=code).first()
    if system is None:
        raise Http404("Система не найдена")
    return system


def retry_words(minutes: int | None) -> str:
    """Return «повторить через 30 минут», "" without a number."""
    if not minutes:
        return ""
    return f"повторить через {minutes} {plural(minutes, 'минуту', 'минуты', 'минут')}"


def _works() -> QuerySet[PlannedWork]:
    return PlannedWork.objects.filter(is_cancelled=False).prefetch_related("systems")


def _at(system: SystemStatus, work: PlannedWork | None) -> SystemNow:
    if system.state != State.WORKS or work is None:
        return SystemNow(
            system=system,
            state=system.state,
            label=system.get_state_display(),
            details=system.details,
            retry=retry_words(system.retry_minutes),
            since=system.since,
        )
    return SystemNow(
        system=system,
        state=State.REPAIR,
        label=State.REPAIR.label,
        details=work.details or work.title,
        retry=retry_words(work.retry_minutes),
        since=work.begins_at,
    )
