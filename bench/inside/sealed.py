"""Row 22: what sealing costs at registration, and the keyed words of some searches."""

import time
from contextlib import ExitStack
from statistics import median
from unittest.mock import patch

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, Value
from django.utils import timezone

from accounts.models import Citizen
from bench import texts
from common import keyed_search
from common.actors import SYSTEM
from tickets.actions.registration import NewTicket, register_ticket
from tickets.models.ticket import Kind
from topics.models import Topic

TEXTS = texts.pool(500, seed=43)


class PlainVector(Func):
    """The words of texts in the open, analysed by PostgreSQL."""

    template = "to_tsvector('russian', %(expressions)s)"
    output_field = SearchVectorField()

    def __init__(self, *given: str) -> None:
        super().__init__(Value(" ".join(given)))


def sealed(count: int, rounds: int) -> dict[str, float]:
    """Return registrations a second through the door, sealed and in the open, in turns."""
    _register(20)
    rates: dict[str, list[float]] = {"sealed": [], "plain": []}
    for _ in range(rounds):
        rates["sealed"].append(_register(count))
        with _in_the_open():
            rates["plain"].append(_register(count))
    return {name: median(found) for name, found in rates.items()}


def keyed_queries(queries: list[str]) -> list[str]:
    """Return the tsquery of keyed words for each search."""
    found = []
    for text in queries:
        stems = dict.fromkeys(keyed_search.words(text))
        found.append(" & ".join(keyed_search.token(stem) for stem in stems))
    return found


def _register(count: int) -> float:
    citizen, topic = Citizen.objects.order_by("pk")[0], Topic.objects.order_by("pk")[0]
    began = time.perf_counter()
    for place in range(count):
        body = TEXTS[place % len(TEXTS)].body
        new = NewTicket(Kind.QUESTION, body, "cabinet", citizen, topic=topic)
        with transaction.atomic():
            register_ticket(new=new, by=SYSTEM, now=timezone.now())
            # committed sealed or not at all: nothing in the open stays in the database
            transaction.set_rollback(True)
    return count / (time.perf_counter() - began)


def _in_the_open() -> ExitStack:
    stack = ExitStack()
    stack.enter_context(patch("common.crypto.cipher.seal", lambda text, *, place: text.encode()))
    stack.enter_context(patch("tickets.actions.registration.KeyedVector", PlainVector))
    return stack
