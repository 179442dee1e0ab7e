"""Weeks of the queue for the wallboard: a small simulation of calls and of those who answer.

The last hours are lived through the doors of the queue (who came, what waited, who took it), so that
figures lead to rows; the days before are kept as samples only. From a fixed seed, relative to now.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Team, User
from analytics.actions.samples import keep_samples
from analytics.models import PeopleSample, QueueSample
from common.actors import SYSTEM
from gosuslugi_support.demo.people import SEED
from gosuslugi_support.demo.staff import LINES, SKILLS
from routing.actions.presence import set_presence
from routing.actions.work import NewWork, enqueue, leave, take
from tickets.actions.queueing import follow
from tickets.models import Ticket
from tickets.selectors.queueing import left_out

# A short demo, as tests have, has a short one: each hour is told by the doors, a second or two.
LIVED_H, LIVED_AT_LEAST_H = 12, 3
# Minutes of the last hours, quarters of an hour of a week, half hours of the weekdays a forecast asks.
WEEK, FINE_MIN, COARSE_MIN = 7, 15, 30
FORECAST_DAYS = (14, 21, 28)
# Calls an hour at the peak, and the day's shape of them.
RATE = {"first_line": 11.0, "technical": 6.0, "payments": 4.5}
SHAPE = [3, 2, 2, 2, 2, 2, 3, 4, 7, 9, 11, 12, 10, 9, 9, 8, 8, 9, 10, 9, 7, 5, 4, 3]
DAYTIME = range(8, 21)
WEEKEND = 0.45
SKILL = {"first_line": "general", "technical": "tech", "payments": "payments"}
TARGET_S, PATIENCE_S = 20, 420
MEAN_CALL_S = 300
WRAP_S = 30
# Hours of the shift, of lunch and of two short breaks (minutes of the day).
SHIFTS = {
    "oleg": (0, 9),
    "senior": (9, 18),
    "inna": (8, 17),
    "darya": (8, 17),
    "alina": (11, 20),
    "timur": (12, 21),
    "operator": (15, 24),
}
STEP = timedelta(minutes=1)


@dataclass(slots=True)
class Call:
    """One call: who waits, since when; then who took it and until when they talked."""

    number: int
    line: str
    entered: datetime
    patience: timedelta
    taken: datetime | None = None
    ended: datetime | None = None
    operator: str = ""

    @property
    def subject(self) -> str:
        return f"demo-call:{self.entered:%m%d%H%M}-{self.number}"

    @property
    def waited_s(self) -> float:
        return ((self.taken or self.ended or self.entered) - self.entered).total_seconds()


@dataclass(slots=True)
class Operator:
    """Somebody who answers: what they do at a minute follows from the plan of the day and the call."""

    login: str
    user: User
    lines: tuple[str, ...]
    call: Call | None = None
    look: str = "offline"
    reason: str = ""
    since: datetime | None = None

    def turn(self, look: str, at: datetime, reason: str = "") -> bool:
        """Change what they do; say whether it changed."""
        if (self.look, self.reason) == (look, reason):
            return False
        self.look, self.reason, self.since = look, reason, at
        return True


@dataclass(slots=True)
class Centre:
    """The simulated queue: minute by minute, into `lived` deeds and `kept` samples."""

    people: list[Operator]
    teams: dict[str, Team]
    now: datetime
    lives: timedelta
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    waiting: list[Call] = field(default_factory=list)
    finished: list[Call] = field(default_factory=list)
    lived: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    samples: list[QueueSample] = field(default_factory=list)
    photos: list[PeopleSample] = field(default_factory=list)
    _number: Any = field(default_factory=itertools.count)
    _arrived: dict[str, int] = field(default_factory=dict)

    def live(self, begins: datetime, ends: datetime) -> None:
        """Let the minutes of a day go by."""
        at = begins
        while at < ends:
            self._plan(at)
            self._arrive(at)
            self._give_up(at)
            self._hang_up(at)
            self._answer(at)
            if self._is_kept(at):
                self._keep(at)
            at += STEP

    def _plan(self, at: datetime) -> None:
        """Let everybody come, pause and go by their shift; a talk is finished first."""
        local = timezone.localtime(at)
        for one in self.people:
            if one.call is not None:
                continue
            look, reason = _planned(one.login, local)
            if look == "ready" and one.look == "wrap_up":
                self._wrap_over(one, at)
            elif one.turn(look, at, reason) and self._is_lived(at):
                self._note(at, _came(one.user, look, reason))

    def _arrive(self, at: datetime) -> None:
        local = timezone.localtime(at)
        share = SHAPE[local.hour] / max(SHAPE) * (WEEKEND if local.weekday() > 4 else 1)
        for line, rate in RATE.items():
            # At night the first line answers for all.
            if line != LINES[0] and local.hour not in DAYTIME:
                continue
            if self.chance.random() < rate * share / 60:
                entered = at + timedelta(seconds=self.chance.randrange(20))
                patience = timedelta(seconds=self.chance.expovariate(1 / PATIENCE_S))
                call = Call(next(self._number), line, entered, patience)
                self.waiting.append(call)
                self._arrived[line] = self._arrived.get(line, 0) + 1
                if self._is_lived(at):
                    self._note(entered, _enters(call, self.teams[line]))

    def _give_up(self, at: datetime) -> None:
        for call in [one for one in self.waiting if one.entered + one.patience < at - STEP]:
            call.ended = call.entered + call.patience
            self.waiting.remove(call)
            self.finished.append(call)
            if self._is_lived(call.entered):
                self._note(call.ended, _leaves(call))

    def _hang_up(self, at: datetime) -> None:
        for one in self.people:
            if one.call is not None and one.call.ended is not None and one.call.ended <= at:
                if self._is_lived(one.call.entered):
                    self._note(one.call.ended, _leaves(one.call))
                one.call = None
                one.turn("wrap_up", at)

    def _wrap_over(self, one: Operator, at: datetime) -> None:
        one.turn("ready", at)
        if self._is_lived(at):
            self._note(at, _came(one.user, "ready", ""))

    def _answer(self, at: datetime) -> None:
        """Give the longest waiting call to whoever has been free the longest."""
        free = [one for one in self.people if one.look == "ready" and one.since is not None]
        for one in sorted(free, key=lambda one: one.since or at):
            call = next((call for call in self.waiting if call.line in one.lines), None)
            if call is None:
                continue
            self.waiting.remove(call)
            talks = timedelta(seconds=60 + self.chance.expovariate(1 / (MEAN_CALL_S - 60)))
            call.taken = max(call.entered + timedelta(seconds=self.chance.randrange(4, 16)), at)
            call.ended, call.operator = call.taken + talks, one.login
            self.finished.append(call)
            one.call = call
            one.turn("busy", at)
            if self._is_lived(call.entered):
                self._note(call.taken, _takes(call, self.teams[call.line], one.user))

    def end(self) -> None:
        """Bring the day to where it is: what is not over ends now, everybody goes home."""
        alive = [*self.waiting, *(one.call for one in self.people if one.call is not None)]
        for call in alive:
            if self._is_lived(call.entered):
                self._note(self.now, _leaves(call))
        for one in self.people:
            self._note(self.now, _came(one.user, "offline", ""))

    # --- samples
    def _is_lived(self, at: datetime) -> bool:
        return at >= self.now - self.lives

    def _is_kept(self, at: datetime) -> bool:
        age = self.now - at
        step = 1 if age < self.lives else FINE_MIN if age.days <= WEEK else COARSE_MIN
        return at.minute % step == 0

    def _keep(self, at: datetime) -> None:
        for line, team in self.teams.items():
            self.samples.append(QueueSample(team=team, at=at, **self._figures(line, at)))
        if (self.now - at).days <= WEEK:
            here = [_photo(one, self.teams) for one in self.people if one.look != "offline"]
            self.photos.append(PeopleSample(at=at, people=here))
        self.finished.clear()
        self._arrived.clear()

    def _figures(self, line: str, at: datetime) -> dict[str, Any]:
        waits = [(at - call.entered).total_seconds() for call in self.waiting if call.line == line]
        ended = [call for call in self.finished if call.line == line]
        answered = [call.waited_s for call in ended if call.taken]
        gave_up = [call.waited_s for call in ended if not call.taken]
        looks = [one.look for one in self.people if line in one.lines]
        longest = int(max(waits, default=0))
        return {
            "waiting": len(waits),
            "longest_s": max(0, longest),
            "late": sum(wait > TARGET_S for wait in waits),
            "skills": {SKILL[line]: [len(waits), max(0, longest)]} if waits else {},
            "arrived": self._arrived.get(line, 0),
            "answered": len(answered),
            "in_target": sum(wait <= TARGET_S for wait in answered),
            "abandoned": len(gave_up),
            "abandoned_short": sum(wait < 5 for wait in gave_up),
            "waited_s": int(sum(answered)),
            "busy": looks.count("busy") + looks.count("wrap_up"),
            "idle": looks.count("ready"),
            "paused": looks.count("paused"),
        }

    def _note(self, at: datetime, deed: Callable[[datetime], object]) -> None:
        heapq.heappush(self.lived, (min(at, self.now), next(self._number), deed))


def play_queue(staff: dict[str, User], *, days: int, now: datetime) -> int:
    """Tell weeks of the queue up to now; return how many deeds were done by its doors."""
    teams = {team.code: team for team in Team.objects.filter(code__in=LINES)}
    people = [
        Operator(
            login,
            staff[login],
            tuple(code for code, team in teams.items() if team.pk in staff[login].team_ids()),
        )
        for login in SHIFTS
    ]
    lives = timedelta(hours=min(LIVED_H, LIVED_AT_LEAST_H + days))
    centre = Centre(people, teams, now, lives)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in sorted({*FORECAST_DAYS, *range(WEEK + 1)}, reverse=True):
        begins = today - timedelta(days=day)
        centre.live(begins, min(now, begins + timedelta(days=1)))
    centre.end()
    done = sum(1 for _ in _played(centre.lived))
    _pick_up_appeals(now)
    keep_samples(queue=centre.samples, people=centre.photos, by=SYSTEM)
    return done


def _pick_up_appeals(now: datetime) -> None:
    """Let open appeals stand in the queue since they were last worked on, not since the demo began."""
    touched = Ticket.objects.in_bulk(left_out(since=now, most=1000))
    for ticket in sorted(touched.values(), key=lambda one: one.activity_at):
        follow(ticket_id=ticket.pk, by=SYSTEM, now=min(ticket.activity_at, now))


def _played(lived: list[tuple[datetime, int, Callable[[datetime], object]]]) -> Iterator[object]:
    while lived:
        at, _, deed = heapq.heappop(lived)
        yield deed(at)


def _planned(login: str, local: datetime) -> tuple[str, str]:
    """Return what somebody should be doing at a minute of the day."""
    comes, goes = SHIFTS[login]
    minute = local.hour * 60 + local.minute - comes * 60
    length = (goes - comes) * 60
    is_away = local.weekday() > 4 and login in {"senior", "darya", "alina"}
    if is_away or not 0 <= minute < length:
        return "offline", ""
    shift = len(login) * 7
    if 0 <= minute - length // 2 - shift < 45:
        return "paused", "lunch"
    if any(0 <= minute - start - shift < 12 for start in (110, length - 130)):
        return "paused", "break"
    return "ready", ""


# --- deeds
def _came(user: User, look: str, reason: str) -> Callable[[datetime], object]:
    return lambda at: set_presence(operator=user, state=look, reason=reason, by=user, now=at)


def _enters(call: Call, team: Team) -> Callable[[datetime], object]:
    return lambda at: enqueue(work=_work(call, team), by=SYSTEM, now=at)


def _takes(call: Call, team: Team, user: User) -> Callable[[datetime], object]:
    return lambda at: take(work=_work(call, team), operator=user, by=SYSTEM, now=at)


def _leaves(call: Call) -> Callable[[datetime], object]:
    return lambda at: leave(subject=call.subject, by=SYSTEM, now=at)


def _work(call: Call, team: Team) -> NewWork:
    skills = {code: level for code, level in SKILLS[call.line].items() if code == SKILL[call.line]}
    needs = {code: level - 1 for code, level in skills.items()}
    return NewWork(call.subject, "phone", team.pk, call.entered, skills=needs)


def _photo(one: Operator, teams: dict[str, Team]) -> dict[str, Any]:
    is_busy = one.look == "busy"
    return {
        "id": str(one.user.pk),
        "teams": [str(teams[line].pk) for line in one.lines],
        "look": one.look,
        "state": "ready" if is_busy else one.look,
        "reason": {"lunch": "Обед", "break": "Перерыв"}.get(one.reason, ""),
        "load": 100 if is_busy else 0,
        "capacity": 100,
        "items": int(is_busy),
        "since": one.since.isoformat() if one.since else None,
        "is_over": False,
    }
