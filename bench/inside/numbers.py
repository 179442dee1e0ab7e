"""Row 19: appeals of one type through the door, by few and by many threads at once."""

import threading
import time
from typing import Any

from django.db import connections
from django.utils import timezone

from accounts.models import Citizen
from bench import texts
from common.actors import SYSTEM
from tickets.actions.registration import NewTicket, register_ticket
from tickets.models import Ticket
from tickets.models.ticket import Kind
from tickets.states import TicketType
from topics.models import Topic

TEXTS = texts.pool(200, seed=41)


def numbers(few: int, many: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Return appeals a second by `few` and by `many` threads in turns, and whether numbers are whole."""
    before = _given()
    _register(4, 1.0)
    rates: dict[int, list[float]] = {few: [], many: []}
    for _ in range(rounds):
        for threads in rates:
            rates[threads].append(_register(threads, seconds))
    given = _given() - before
    span = max(given) - min(given) + 1 if given else 0
    return {
        "few": sorted(rates[few])[rounds // 2],
        "many": sorted(rates[many])[rounds // 2],
        "registered": len(given),
        "gaps": span - len(given),
    }


def _given() -> set[int]:
    rows = Ticket.objects.filter(type=TicketType.QUESTION)
    return set(rows.values_list("number", flat=True))


def _register(threads: int, seconds: float) -> float:
    """Register for some seconds by so many threads; return the rate."""
    citizens = list(Citizen.objects.order_by("pk")[:64])
    topic = Topic.objects.order_by("pk")[0]
    done, errors = [0] * threads, []
    ready = threading.Barrier(threads + 1)
    ends = [0.0]

    def work(place: int) -> None:
        connections["default"].ensure_connection()
        ready.wait()
        try:
            while time.monotonic() < ends[0]:
                body = TEXTS[done[place] % len(TEXTS)].body
                new = NewTicket(Kind.QUESTION, body, "cabinet", citizens[place], topic=topic)
                register_ticket(new=new, by=SYSTEM, now=timezone.now())
                done[place] += 1
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=(place,)) for place in range(threads)]
    for worker in workers:
        worker.start()
    ends[0] = time.monotonic() + seconds + 0.5
    ready.wait()
    began = time.monotonic()
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]
    return sum(done) / (time.monotonic() - began)
