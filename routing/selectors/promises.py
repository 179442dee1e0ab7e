"""What was forecast and what came of it: the error of the forecast, for the wallboard and the simulator."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, ExpressionWrapper, F, FloatField, Func, Q

from routing.models import WaitPromise


@dataclass(frozen=True, slots=True)
class ForecastError:
    """Of items first taken in a period: how many were told a time, how many waited within it.

    Shares are 0…1 and errors are seconds, None without data. `bias_s` > 0: people waited longer
    than was forecast.
    """

    items: int
    told: int
    kept: int
    mean_error_s: float | None
    bias_s: float | None

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.told if self.told else None

    @property
    def told_share(self) -> float | None:
        return self.told / self.items if self.items else None


def forecast_error(
    since: datetime, until: datetime, *, teams: Collection[UUID] | None = None
) -> ForecastError:
    """Return how right the forecasts of items taken from `since` to `until` were; one query."""
    rows: Any = WaitPromise.objects.filter(kept_at__gte=since, kept_at__lt=until)
    if teams is not None:
        rows = rows.filter(item__team__in=teams)
    waited = Func(
        F("kept_at") - F("made_at"),
        template="extract(epoch FROM %(expressions)s)",
        output_field=FloatField(),
    )
    error = ExpressionWrapper(F("waited_s") - F("expected_s"), output_field=FloatField())
    was_told = Q(low_s__isnull=False)
    within = Q(waited_s__gte=F("low_s")) & (Q(high_s=None) | Q(waited_s__lte=F("high_s")))
    found = rows.annotate(waited_s=waited, error_s=error).aggregate(
        items=Count("pk"),
        told=Count("pk", filter=was_told),
        kept=Count("pk", filter=was_told & within),
        mean_error_s=Avg(Func(F("error_s"), function="abs"), filter=was_told),
        bias_s=Avg("error_s", filter=was_told),
    )
    return ForecastError(**found)
