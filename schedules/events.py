"""Facts about reference data of working time. Ids and codes only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduleChanged:
    """Hours, holiday policy or exceptions of a schedule were created or changed."""

    schedule: str


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """Days of a year in the production calendar were corrected, or the year was vouched for."""

    year: int
