"""How many people an hour needs: Erlang C with a target, for the forecasts of the apps above."""

from dataclasses import dataclass

from routing.forecast import Load, agents_needed

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Target:
    """A share `level` of contacts taken within `within_s`, nobody busier than `occupancy`."""

    within_s: float
    level: float
    occupancy: float = 1.0


def erlangs_of(contacts: float, handling_s: float) -> float:
    """Return the load of so many contacts an hour."""
    return Load.of(contacts=contacts, period_s=HOUR_S, handling_s=handling_s).erlangs


def people_for(contacts: float, handling_s: float, *, target: Target) -> int:
    """Return how many people so many contacts an hour need; none for none."""
    load = Load.of(contacts=contacts, period_s=HOUR_S, handling_s=handling_s)
    if load.erlangs == 0:
        return 0
    return agents_needed(
        load,
        target_s=target.within_s,
        level=target.level,
        max_occupancy=target.occupancy,
    )
