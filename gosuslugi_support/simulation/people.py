"""Citizens who turn to the centre, and operators who accept, decline, overlook, work, rest and vanish."""

import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError

from accounts.actions.profiles import Caller, FullName
from common.actors import SYSTEM
from common.errors import DomainError
from gosuslugi_support.demo.people import MEN, WOMEN
from gosuslugi_support.simulation.profile import Coming, Worker, day
from gosuslugi_support.simulation.stage import Stage, now
from routing.actions.offers import OfferGone, decline
from routing.actions.presence import note_seen, set_presence
from routing.models import Offer, Presence, WorkItem
from tickets.actions.answering import resolve_ticket
from tickets.actions.queueing import accept_offer, subject_of
from tickets.actions.registration import NewTicket, register_for_caller
from tickets.actions.sending import Sending
from tickets.models import Ticket
from tickets.models.ticket import Kind
from topics.models import Topic

BEAT_REAL_S = 10.0
BODY = "Здравствуйте. Прошу помочь: с утра не получается, подробности расскажу. Случай {number}."
ANSWER = (
    "Добрый день! Всё проверено и исправлено, попробуйте ещё раз. Если не поможет, ответьте нам."
)


@dataclass(slots=True)
class Citizens:
    """Those who come, by the drawn list; they leave no address, so that nothing is sent to them."""

    stage: Stage
    topics: dict[str, Topic]
    handling: dict[str, float] = field(default_factory=dict)

    def expect(self, coming: list[Coming]) -> None:
        for one in coming:
            at = self.stage.clock.real(one.at_s)
            self.stage.at(at, lambda one=one: self.register(one))  # type: ignore[misc]

    def register(self, one: Coming) -> None:
        """Come in by the door; pressed again under the same key, it is one appeal."""
        names = (WOMEN, MEN)[one.index % 2]
        parts = [names[part] for part in ("last", "first", "middle")]
        name = FullName(*(some[one.index // 2 % len(some)] for some in parts))
        new = NewTicket(
            kind=Kind(one.kind),
            body=BODY.format(number=one.index),
            channel=one.channel,
            citizen=None,
            topic=self.topics[one.topic],
            priority=one.priority,
            is_official=False,
            client_key=f"simulation-{one.index}",
        )
        caller = Caller(name=name, language=one.language)
        ticket = register_for_caller(caller=caller, new=new, by=SYSTEM, now=now())
        self.handling[subject_of(ticket)] = one.handling_s
        self.stage.tally["came"] += 1


@dataclass(slots=True)
class Operator:
    """One person: what they have in hand is done one after another, in the order it was accepted."""

    stage: Stage
    worker: Worker
    user: Any
    handling: dict[str, float]
    chance: random.Random
    stays_until: float = 0.0
    todo: deque[str] = field(default_factory=deque)
    is_here: bool = False
    is_silent: bool = False
    is_working: bool = False
    is_resting: bool = False
    wants_rest: tuple[str, float] | None = None
    seen: set[UUID] = field(default_factory=set)
    lock: Any = field(default_factory=threading.RLock)

    # --- the shift
    def plan(self) -> None:
        """Put the shift on the stage: coming, breaks, lunch, perhaps a lost connection, leaving."""
        at, habits = self.stage.clock.real, day()["habits"]
        begins, ends = self.worker.begins_s, self.worker.ends_s
        self.stage.at(at(begins), self.come)
        every = habits["break_every_min"] * 60
        # spread over the colleagues, so that they do not leave together
        first = begins + every * (0.4 + 0.6 * self.chance.random())
        while first < ends - every / 2:
            self.stage.at(at(first), lambda: self.want("break", habits["break_min"] * 60))
            first += every
        if ends - begins >= 6 * 3600:
            lunch = begins + (ends - begins) * (0.4 + 0.2 * self.chance.random())
            self.stage.at(at(lunch), lambda: self.want("lunch", habits["lunch_min"] * 60))
        if self.chance.random() < habits["loses_connection"]:
            self.stage.at(at(begins + (ends - begins) * self.chance.random()), self.fall_silent)
        self.stage.at(max(at(ends), self.stays_until), self.leave)

    def come(self) -> None:
        with self.lock:
            self._set(Presence.State.READY)
            if not self.is_here:
                self.is_here = True
                self._beat_later()

    def leave(self) -> None:
        """Take nothing more; what is in hand is still finished."""
        with self.lock:
            self.is_here, self.wants_rest = False, None
            self._set(Presence.State.OFFLINE)

    def want(self, reason: str, lasts_s: float) -> None:
        with self.lock:
            if self.is_here and not self.is_silent:
                self.wants_rest = (reason, lasts_s)
                self._rest_if_wanted()

    def back(self) -> None:
        with self.lock:
            if self.is_here and not self.is_silent:
                self._set(Presence.State.READY)
            self.is_resting = False
            self._work()

    # --- the connection
    def beat(self) -> None:
        """What an open page does every ten seconds; shown out or paused, one comes back."""
        if not self.is_here:
            return
        if not self.is_silent:
            note_seen(operator_id=self.user.pk, now=now())
            self._come_back_if_put_out()
        self._beat_later()

    def fall_silent(self) -> None:
        """Lose the connection: no heartbeat, no answer; in real seconds, as the half minute is."""
        with self.lock:
            if not self.is_here:
                return
            self.is_silent = True
            self.stage.tally["connections lost"] += 1
            low, high = day()["habits"]["silent_real_s"]
            self.stage.at(time.time() + self.chance.uniform(low, high), self.connect)

    def connect(self) -> None:
        with self.lock:
            self.is_silent = False
            if self.is_here:
                self._set(Presence.State.READY)
            self._work()

    # --- offers
    def see(self, offer_id: UUID) -> None:
        """See an offer on the screen: accept it after a look, decline it, or be somewhere else."""
        if offer_id in self.seen or self.is_silent:
            return
        self.seen.add(offer_id)
        habits, lot = day()["habits"], self.chance.random()
        if lot < habits["misses"]:
            self.stage.tally["overlooked"] += 1
            return
        answer = self.refuse if lot < habits["misses"] + habits["declines"] else self.accept
        self.stage.after(self.chance.uniform(*habits["think_s"]), lambda: answer(offer_id))

    def accept(self, offer_id: UUID) -> None:
        offer = Offer.objects.select_related("item").get(pk=offer_id)
        subject = offer.item.subject
        try:
            accept_offer(offer=offer, by=self.user, now=now())
        except OfferGone:
            self.stage.tally["came too late"] += 1
            return
        except DomainError:
            if not self._has(subject):  # accepted before the outage: then it is ours
                raise
        with self.lock:
            if subject not in self.todo:
                self.todo.append(subject)
                self.stage.tally["accepted"] += 1
            self._work()

    def refuse(self, offer_id: UUID) -> None:
        offer = Offer.objects.select_related("item").get(pk=offer_id)
        decline(offer=offer, by=self.user, now=now())
        self.stage.tally["declined"] += 1

    # --- work
    def finish(self, subject: str) -> None:
        """Answer; pressed again under the same key, it is one answer."""
        ticket = Ticket(pk=UUID(subject.partition(":")[2]))
        sending = Sending(client_key=f"simulation-{ticket.pk}")
        try:
            resolve_ticket(ticket=ticket, by=self.user, answer=ANSWER, now=now(), sending=sending)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the same press again
        except Exception:
            self._put_down(subject)
            raise
        self.stage.tally["ended"] += 1
        self._put_down(subject)

    def _put_down(self, subject: str) -> None:
        with self.lock:
            if self.todo and self.todo[0] == subject:
                self.todo.popleft()
            self.is_working = False
            self._rest_if_wanted()
            self._work()

    def _work(self) -> None:
        if self.is_working or self.is_silent or self.is_resting or not self.todo:
            return
        self.is_working = True
        subject = self.todo[0]
        self.stage.after(self.handling.get(subject, 180.0), lambda: self.finish(subject))

    def _rest_if_wanted(self) -> None:
        if self.wants_rest is None or self.is_working:
            return
        (reason, lasts_s), self.wants_rest = self.wants_rest, None
        self.is_resting = True
        self._set(Presence.State.PAUSED, reason)
        self.stage.after(lasts_s, self.back)

    def _come_back_if_put_out(self) -> None:
        state = Presence.objects.filter(pk=self.user.pk).values_list("state", "reason_id").first()
        if state in ((Presence.State.OFFLINE, "lost"), (Presence.State.PAUSED, "no_answer")):
            with self.lock:
                if self.is_here:
                    self._set(Presence.State.READY)

    def _has(self, subject: str) -> bool:
        taken = WorkItem.objects.filter(subject=subject, state=WorkItem.State.TAKEN)
        return taken.filter(owner=self.user).exists()

    def _set(self, state: str, reason: str = "") -> None:
        set_presence(operator=self.user, state=state, reason=reason, by=self.user, now=now())

    def _beat_later(self) -> None:
        self.stage.at(time.time() + BEAT_REAL_S, self.beat)
