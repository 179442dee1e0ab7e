"""Indicators of a contact centre (requirements 3.13). Pure; seconds and shares 0…1; no data is None."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Contact:
    """One finished contact. Who gave up waited and was not answered."""

    waited_s: float
    is_answered: bool = True
    talked_s: float = 0
    held_s: float = 0
    wrap_up_s: float = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What indicators are counted from. `late` wait beyond the target right now: already failed."""

    answered: int = 0
    in_target: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    late: int = 0
    waited_s: float = 0
    handled: int = 0
    handling_s: float = 0

    @classmethod
    def of(cls, contacts: Iterable[Contact], *, target_s: float, short_s: float = 5) -> "Tally":
        """Count contacts; who gave up within `short_s` is also counted apart."""
        rows = list(contacts)
        answered = [row for row in rows if row.is_answered]
        gave_up = [row for row in rows if not row.is_answered]
        return cls(
            answered=len(answered),
            in_target=sum(row.waited_s <= target_s for row in answered),
            abandoned=len(gave_up),
            abandoned_short=sum(row.waited_s < short_s for row in gave_up),
            waited_s=sum(row.waited_s for row in answered),
            handled=len(answered),
            handling_s=sum(row.talked_s + row.held_s + row.wrap_up_s for row in answered),
        )

    def __add__(self, other: "Tally") -> "Tally":
        names = [field.name for field in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def offered(self) -> int:
        return self.answered + self.abandoned + self.late

    @property
    def service_level(self) -> float | None:
        """Answered within the target / offered."""
        return share(self.in_target, self.offered)

    @property
    def service_level_without_short(self) -> float | None:
        return share(self.in_target, self.offered - self.abandoned_short)

    @property
    def asa_s(self) -> float | None:
        """Average speed of answer: the wait of the answered / answered."""
        return share(self.waited_s, self.answered)

    @property
    def abandon_rate(self) -> float | None:
        return share(self.abandoned, self.offered)

    @property
    def abandon_rate_without_short(self) -> float | None:
        return share(self.abandoned - self.abandoned_short, self.offered - self.abandoned_short)

    @property
    def aht_s(self) -> float | None:
        """Average handling time: talk, hold and after-contact work / handled."""
        return share(self.handling_s, self.handled)


def occupancy(*, handling: float, idle: float) -> float | None:
    """Return handling / (handling + waiting for contacts), of seconds or of people at moments."""
    return share(handling, handling + idle)


def share(part: float, whole: float) -> float | None:
    """Return a share, None when there is nothing to share: never 0 or 100 % of nothing."""
    return part / whole if whole > 0 else None
