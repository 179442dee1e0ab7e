"""What must be true after the day, and its figures. Pure: seconds of the day in, findings out."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, pstdev

ENDED, WAITING = {"done", "cancelled"}, {"waiting", "offered"}


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as the queue knows it; seconds of the day, None for what did not happen."""

    item: str
    channel: str
    priority: int
    state: str
    owner: str | None
    entered_s: float
    taken_s: float | None
    ended_s: float | None

    def waited_s(self, until_s: float) -> float:
        return (until_s if self.taken_s is None else self.taken_s) - self.entered_s


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of the journal about an item, in the order the journal has them."""

    item: str
    event: str
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise: how many breaches were found, and what it was looked for in."""

    promise: str
    breaches: int
    about: str = ""
    examples: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        return self.breaches == 0

    def __str__(self) -> str:
        shown = f", e.g. {'; '.join(self.examples[:3])}" if self.examples else ""
        verdict = "kept  " if self.is_kept else "BROKEN"
        return f"{verdict} | {self.promise}: {self.breaches}{shown} ({self.about})"


@dataclass(frozen=True, slots=True)
class Day:
    """Everything the judgement needs."""

    expected: int
    registered: int
    contacts: Sequence[Contact]
    steps: Sequence[Step]
    unexpected: Sequence[str]
    until_s: float
    longest_s: float


def judge(day: Day) -> list[Finding]:
    """Return every promise with what was found."""
    about, facts = f"{len(day.contacts)} contacts", f"{len(day.steps)} facts of the journal"
    items, operators = offered_twice(day.steps)
    return [
        _finding("came and was not registered", _missing(day), about=f"{day.expected} came"),
        _finding("registered and not in the queue", _unqueued(day), about=about),
        _finding("neither ended, waiting nor in somebody's hands", _lost(day), about=about),
        _finding("owned twice at a moment", owned_twice(day.steps), about=facts),
        _finding("offered twice at a moment", items, about=facts),
        _finding("two offers to one at a moment", operators, about=facts),
        _finding("starved", _starved(day), about=f"bound {day.longest_s / 60:.0f} min"),
        _finding("failed otherwise than by a refusal", day.unexpected, about="deeds of people"),
    ]


def owned_twice(steps: Iterable[Step]) -> list[str]:
    """Return items that somebody got while somebody else had them, by the journal's order."""
    owner: dict[str, str] = {}
    found = []
    for step in steps:
        if step.event in {"OfferAccepted", "WorkTaken"}:
            # given from hand to hand is one fact: taken by hand ends the first owner's
            if (
                step.event == "OfferAccepted"
                and owner.get(step.item, step.operator) != step.operator
            ):
                found.append(step.item)
            owner[step.item] = step.operator
        elif step.event in {"WorkReturned", "WorkLeft"}:
            owner.pop(step.item, None)
    return found


def offered_twice(steps: Iterable[Step]) -> tuple[list[str], list[str]]:
    """Return items offered while an offer of them was open, and operators with two open offers.

    By the journal's order: what is withdrawn has no fact of its own, but what it was withdrawn for has.
    """
    opened: dict[str, str] = {}
    items, operators = [], []
    for step in steps:
        if step.event != "WorkOffered":
            opened.pop(step.item, None)
            continue
        if step.item in opened:
            items.append(step.item)
        if step.operator in opened.values():
            operators.append(step.operator)
        opened[step.item] = step.operator
    return items, operators


# --- figures
@dataclass(frozen=True, slots=True)
class Waits:
    """How long some contacts waited, in seconds of the day."""

    number: int
    mean_s: float
    median_s: float
    p95_s: float
    longest_s: float


def waits(contacts: Sequence[Contact], until_s: float) -> Waits:
    found = sorted(one.waited_s(until_s) for one in contacts)
    if not found:
        return Waits(0, 0.0, 0.0, 0.0, 0.0)
    p95 = found[max(0, math.ceil(len(found) * 0.95) - 1)]
    return Waits(len(found), fmean(found), median(found), p95, found[-1])


def level(contacts: Sequence[Contact], within_s: float, until_s: float) -> float | None:
    """Return the share served within a time of all that came; None of nothing (3.13)."""
    if not contacts:
        return None
    good = sum(c.taken_s is not None and c.waited_s(until_s) <= within_s for c in contacts)
    return good / len(contacts)


@dataclass(frozen=True, slots=True)
class Load:
    """How evenly work lay on people: contacts an hour on the line, and the share of it with work."""

    per_hour: Mapping[str, float]
    occupancy: Mapping[str, float]

    @property
    def variance(self) -> float:
        values = list(self.occupancy.values())
        return pstdev(values) ** 2 if values else 0.0

    @property
    def deviation(self) -> float:
        values = list(self.per_hour.values())
        return pstdev(values) / fmean(values) if values and fmean(values) else 0.0


def load(contacts: Sequence[Contact], here_s: Mapping[str, float], until_s: float) -> Load:
    """Return the load of those who were on the line for at least half an hour."""
    busy: dict[str, list[tuple[float, float]]] = {}
    for one in contacts:
        if one.owner and one.taken_s is not None:
            ended = until_s if one.ended_s is None else one.ended_s
            busy.setdefault(one.owner, []).append((one.taken_s, ended))
    present = {name: seconds for name, seconds in here_s.items() if seconds >= 1800}
    per_hour = {name: len(busy.get(name, ())) * 3600 / s for name, s in present.items()}
    occupancy = {name: min(1.0, _covered(busy.get(name, [])) / s) for name, s in present.items()}
    return Load(per_hour, occupancy)


@dataclass(frozen=True, slots=True)
class Error:
    """How far the forecast was from what happened: minutes, and the share within what was told."""

    asked: int
    within: float
    mean_min: float
    bias_min: float


def forecast_error(pairs: Sequence[tuple[float, float, bool]]) -> Error:
    """`pairs`: seconds told, seconds waited, whether the wait was within the interval told."""
    if not pairs:
        return Error(0, 0.0, 0.0, 0.0)
    off = [(said - real) / 60 for said, real, _ in pairs]
    within = sum(hit for _, _, hit in pairs) / len(pairs)
    return Error(len(pairs), within, fmean(map(abs, off)), fmean(off))


def _missing(day: Day) -> list[str]:
    return ["?"] * (day.expected - day.registered)


def _unqueued(day: Day) -> list[str]:
    return ["?"] * max(0, day.registered - len(day.contacts))


def _lost(day: Day) -> list[str]:
    return [
        one.item
        for one in day.contacts
        if one.state not in ENDED | WAITING and not (one.state == "taken" and one.owner)
    ]


def _starved(day: Day) -> list[str]:
    return [one.item for one in day.contacts if one.waited_s(day.until_s) > day.longest_s]


def _covered(spans: Iterable[tuple[float, float]]) -> float:
    """Return the seconds covered by spans, overlaps once."""
    covered, end = 0.0, -math.inf
    for begins, ends in sorted(spans):
        covered += max(0.0, ends - max(begins, end))
        end = max(end, ends)
    return covered


def _finding(promise: str, found: Sequence[str], *, about: str) -> Finding:
    return Finding(promise, len(found), about, list(dict.fromkeys(found))[:3])
