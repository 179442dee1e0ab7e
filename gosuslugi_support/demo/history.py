"""Two months of appeals played through the doors in simulated time."""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actions.consents import give_consents
from accounts.actions.profiles import (
    Caller,
    FullName,
    SignUp,
    change_contact,
    find_or_create_citizen,
    sign_up_citizen,
)
from accounts.identifiers import EMAIL, SMS, Identifier
from accounts.models import Citizen, User
from accounts.selectors.consents import current_texts
from common.actors import SYSTEM
from common.errors import DomainError
from common.shipped import shipped
from gosuslugi_support.demo.callers import identify, is_asked
from gosuslugi_support.demo.people import KNOWN, SEED, Person, people
from gosuslugi_support.demo.plot import Plot, is_official
from tickets.actions.clocks import sweep_clocks
from tickets.actions.registration import NewTicket, register_ticket
from tickets.actions.silence import sweep_silence
from tickets.models import Ticket
from tickets.models.ticket import Kind, Priority
from topics.models import Topic

A_DAY = 9
SPOKEN_AFTER = timedelta(minutes=2)
SWEEP_EVERY = timedelta(hours=4)
# Share of appeals by hour of the day, 0-23: night is quiet, late morning and evening are not.
BY_HOUR = [1, 1, 1, 1, 1, 1, 2, 4, 7, 9, 11, 12, 10, 9, 9, 8, 8, 9, 10, 9, 7, 5, 3, 2]
CHANNELS = ["cabinet"] * 11 + ["phone"] * 6 + ["mfc"] * 2 + ["api"]


@dataclass(slots=True)
class History:
    """The player: a heap of deeds by moment, done while the simulated clock runs up to now."""

    staff: dict[str, User]
    now: datetime
    days: int
    say: Callable[[str], None]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    topics: dict[str, Topic] = field(default_factory=dict)
    _heap: list[tuple[datetime, int, Ticket | None, Any]] = field(default_factory=list)
    _order: Any = field(default_factory=itertools.count)

    def play(self, citizens: list[Citizen]) -> int:
        """Register appeals day by day and let their stories happen; return how many there are."""
        stories = shipped(Path(__file__).parent / "stories.yaml")
        self.topics = {topic.code: topic for topic in Topic.objects.all()}
        for moment in self._moments():
            story, citizen = self.chance.choice(stories), self.chance.choice(citizens)
            self._push(moment, None, lambda _, at, s=story, c=citizen: self._register(s, c, at))
        moment = self.now - timedelta(days=self.days)
        while moment < self.now:
            self._push(moment, None, lambda _, at: (sweep_clocks(at), sweep_silence(at)))
            moment += SWEEP_EVERY
        self._run()
        return Ticket.objects.count()

    def _moments(self) -> list[datetime]:
        found = []
        for day in range(self.days):
            start = timezone.localtime(self.now - timedelta(days=day)).replace(
                hour=0, minute=0, second=0, microsecond=0
            )
            amount = A_DAY if start.weekday() < 5 else A_DAY // 2
            hours = self.chance.choices(range(24), BY_HOUR, k=amount + self.chance.randrange(4))
            found += [
                start + timedelta(hours=hour, seconds=self.chance.randrange(3600)) for hour in hours
            ]
        return sorted(moment for moment in found if moment < self.now - timedelta(minutes=5))

    def _run(self) -> None:
        done, planned = 0, len(self._heap)
        while self._heap:
            moment, _, ticket, deed = heapq.heappop(self._heap)
            if moment >= self.now:
                continue
            try:
                deed(ticket, moment)
            except DomainError:
                continue  # somebody was first, as in life: closed by silence, taken by a colleague
            done += 1
            if done % 500 == 0:
                self.say(f"  {moment:%d.%m}: {done} events of about {planned * 3 // 2}")

    def _register(self, story: dict[str, Any], citizen: Citizen, at: datetime) -> None:
        channel = self.chance.choice(CHANNELS)
        by_hand = channel in {"phone", "mfc"}
        writer = citizen.user if not by_hand and citizen.user_id else None
        if channel == "cabinet" and writer is None:
            channel, by_hand = "phone", True
        topic = self.topics[story["topic"]]
        new = NewTicket(
            kind=Kind(story["kind"]),
            body=self._told(story["text"], at),
            subject=story["subject"],
            channel=channel,
            citizen=citizen,
            topic=topic,
            is_official=is_official(story, self.chance),
            priority=self.chance.choices(
                [Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT], [1, 14, 4, 1]
            )[0],
        )
        ticket = register_ticket(
            new=new, by=writer if channel == "cabinet" and writer else SYSTEM, now=at
        )
        worker = self._worker(ticket)
        for moment, deed in self._plot(story, citizen, worker, at).draw(at, ticket):
            self._push(moment, ticket, deed)
        if is_asked(ticket):
            self._push(at + SPOKEN_AFTER, ticket, lambda row, on: identify(row, worker, on))

    def _plot(self, story: dict[str, Any], citizen: Citizen, worker: User, at: datetime) -> Plot:
        told = {
            key: self._told(story[key], at) for key in ("reply", "answer", "ask") if key in story
        }
        return Plot(
            story=story | told,
            worker=worker,
            leader=self.staff["supervisor"],
            expert=self.staff["zarema"],
            writer=citizen.user if citizen.user_id else None,
            chance=self.chance,
        )

    def _worker(self, ticket: Ticket) -> User:
        fitting = [
            user
            for user in self.staff.values()
            if user.role == "operator" and ticket.team_id in user.team_ids()
        ]
        return self.chance.choice(fitting)

    def _told(self, text: str, at: datetime) -> str:
        local = timezone.localtime(at)
        day = local - timedelta(days=self.chance.randrange(1, 6))
        return (
            text.replace("{day}", f"{day:%d.%m}")
            .replace("{time}", f"{local:%H}:{local.minute // 10}0")
            .replace("{code}", str(self.chance.choice([403, 500, 502, 503])))
        )

    def _push(self, moment: datetime, ticket: Ticket | None, deed: Any) -> None:
        heapq.heappush(self._heap, (moment, next(self._order), ticket, deed))


def settle(number: int, *, password: str, since: datetime) -> list[Citizen]:
    """Create citizens: the first is the demo's own sign-in, two thirds of the others sign in, too."""
    hashed = make_password(password)
    first = _sign_up(KNOWN, hashed, since)
    change_contact(citizen=first, proved=Identifier(SMS, KNOWN.phone), by=SYSTEM, now=since)
    found = [first]
    for index, person in enumerate(people(number, seed=SEED)):
        found.append(
            _sign_up(person, hashed, since) if index % 3 else _known_by_phone(person, since)
        )
    return found


def _sign_up(person: Person, hashed: str, at: datetime) -> Citizen:
    name = FullName(person.last, person.first, person.middle)
    new = SignUp(
        name=name, proved=Identifier(EMAIL, person.email), password=hashed, language=person.language
    )
    citizen = sign_up_citizen(new=new, now=at)
    texts = [text for text in current_texts(now=at) if text.is_required]
    give_consents(citizen=citizen, texts=texts, by=cast(User, citizen.user), now=at)
    return citizen


def _known_by_phone(person: Person, at: datetime) -> Citizen:
    caller = Caller(
        person.phone, "", FullName(person.last, person.first, person.middle), person.language
    )
    return find_or_create_citizen(caller=caller, by=SYSTEM, now=at)
