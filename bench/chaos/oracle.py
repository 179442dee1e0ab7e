"""What must be true after the blows, and whether it is. Pure: facts in, findings out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

READY_WITHIN_S, REACTS_WITHIN_S = 10.0, 60.0


@dataclass(frozen=True, slots=True)
class Appeal:
    """One row of the database: its number, the key it came under, its facts in the journal."""

    number: str
    key: str
    facts: int


@dataclass(slots=True)
class Facts:
    """Everything the judgement needs."""

    acknowledged: Mapping[str, str]
    unanswered: Sequence[str]
    repeated: Sequence[tuple[str, str, str]]
    appeals: Sequence[Appeal]
    counters: Mapping[str, int]
    # whom a notice was due to, and how many copies the neighbours have taken
    due: Mapping[str, Iterable[str]]
    taken: Mapping[str, Mapping[str, int]]
    may_repeat: int
    # after how many seconds the site was ready again, by blow; None: never
    back: Mapping[str, float | None] = field(default_factory=dict)
    # how long desks had no socket; how long facts waited for their reaction; both in seconds
    away: Sequence[float] = ()
    latest_reaction_s: float = 0.0
    # steps of clocks: how many different ones, how many were told
    steps: tuple[int, int] = (0, 0)
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise: how many breaches were found, how many are allowed."""

    promise: str
    breaches: int
    allowed: int = 0
    about: str = ""
    examples: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        return self.breaches <= self.allowed

    def __str__(self) -> str:
        verdict = "kept  " if self.is_kept else "BROKEN"
        found = f"{self.breaches}" + (f" of at most {self.allowed}" if self.allowed else "")
        shown = f" e.g. {', '.join(self.examples[:3])}" if self.examples else ""
        return (
            f"{verdict} | {self.promise}: {found}{shown}{f'  ({self.about})' if self.about else ''}"
        )


def judge(facts: Facts) -> list[Finding]:
    """Return every promise with what was found."""
    by_key = Counter(appeal.key for appeal in facts.appeals if appeal.key)
    kept = {appeal.key: appeal.number for appeal in facts.appeals}
    lost = [k for k, number in facts.acknowledged.items() if kept.get(k) != number]
    doubled = [key for key, count in by_key.items() if count > 1]
    differ = [key for key, first, second in facts.repeated if first != second]
    silent = [appeal.number for appeal in facts.appeals if appeal.key and appeal.facts != 1]
    return [
        _finding(
            "acknowledged and not there", lost, about=f"{len(facts.acknowledged)} acknowledged"
        ),
        _finding("never acknowledged within a minute", facts.unanswered),
        _finding("key with more than one appeal", doubled),
        _finding(
            "repeated key answered otherwise", differ, about=f"{len(facts.repeated)} repeated"
        ),
        *gaps(facts),
        _finding("appeal without exactly one fact of its registration", silent),
        *_notices(facts),
        *_returns(facts),
    ]


def _returns(facts: Facts) -> list[Finding]:
    """Return what is promised of coming back (F-06, F-08, F-10)."""
    slow = [name for name, after in facts.back.items() if after is None or after > READY_WITHIN_S]
    late = [f"{one:.1f} s" for one in facts.away if one > READY_WITHIN_S]
    different, told = facts.steps
    longest = f"{max(facts.away, default=0.0):.1f} s at worst"
    lag = facts.latest_reaction_s
    return [
        _finding("blow not got over in 10 s", slow, about=f"{len(facts.back)} blows"),
        _finding("desk without a socket for more than 10 s", late, about=longest),
        Finding(
            "reaction later than 60 s", int(lag > REACTS_WITHIN_S), about=f"{lag:.1f} s at worst"
        ),
        Finding("step of a clock told twice", told - different, about=f"{different} steps"),
        Finding("connection stuck in a transaction", facts.stuck),
    ]


def gaps(facts: Facts) -> list[Finding]:
    """Return, by type, numbers left out or given twice up to the counter."""
    found = []
    for kind in sorted({appeal.number[0] for appeal in facts.appeals}):
        given = [int(a.number[1:]) for a in facts.appeals if a.number[0] == kind]
        last = facts.counters.get(kind, max(given))
        missing = sorted(set(range(1, last + 1)) - set(given))
        twice = [number for number, count in Counter(given).items() if count > 1]
        wrong = [f"{kind}{number:08d}" for number in [*missing, *twice]]
        found.append(
            _finding(f"gap or double among numbers of type {kind}", wrong, about=f"{last}")
        )
    return found


def _notices(facts: Facts) -> list[Finding]:
    found = []
    for way, people in facts.due.items():
        copies = facts.taken.get(way, {})
        wanted = list(people)
        lost = [one for one in wanted if not copies.get(one)]
        extra = sum(max(0, copies.get(one, 0) - 1) for one in wanted)
        found.append(_finding(f"{way} due and not delivered", lost, about=f"{len(wanted)} due"))
        found.append(Finding(f"{way} delivered once more", extra, facts.may_repeat))
    return found


def _finding(promise: str, found: Sequence[str], *, about: str = "") -> Finding:
    return Finding(promise, len(found), about=about, examples=list(found[:3]))
