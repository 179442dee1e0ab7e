"""The whole filling: reference data by the house's own loaders, people, then appeals by COPY."""

import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import routing.reference
import schedules.reference
import tickets.reference
import topics.reference
from accounts.models import Citizen, Contact, Membership, Team, User
from bench.seeding import copying, rows
from bench.seeding.plan import CITIZENS_WITH_SIGN_IN, Plan, texts_for
from common.crypto import keys
from gosuslugi_support.demo.staff import hire
from gosuslugi_support.running.demo_accounts import PASSWORD
from journal.models import Entry
from journal.reactions import silence
from tickets.models import Clock, SlaPolicy, Ticket, TimelineItem
from topics.models import Topic

CHUNK = 5_000
MODELS = (User, Citizen, Contact, Ticket, TimelineItem, Clock, Entry)
_COUNTERS = """
INSERT INTO sequences_sequence (name, last) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET last = EXCLUDED.last
"""


def found_new() -> dict[str, Any]:
    """Migrate an empty database and hire its staff; the filled ones begin as copies of it."""
    took = _Steps()
    call_command("migrate", interactive=False, verbosity=0)
    took.step("migrations")
    now = timezone.now()
    for app in (schedules, topics, tickets, routing):
        app.reference.load_reference(now)
    with silence():
        hire(password=PASSWORD, now=now)
    keys.ring()
    took.step("reference data and staff")
    return took.seconds


def fill_new(size: int) -> dict[str, Any]:
    """Fill a founded database; say how far it is; return the seconds of each step."""
    took = _Steps()
    plan = _reference(size)
    tables = {model._meta.db_table: copying.Table(model) for model in MODELS}
    remake = copying.set_aside(list(tables))
    keys.ring()
    connection.close()
    _copy(plan, tables)
    took.step(f"COPY of {size} appeals")
    _finish(plan, remake, list(tables))
    took.step("indexes and keys")
    return took.seconds


def _reference(size: int) -> Plan:
    teams = Team.objects.order_by("code")
    lines = tuple(team.pk for team in teams if team.kind == Team.LINE)
    workers = defaultdict(list)
    desk = Membership.objects.filter(user__role__in=("operator", "senior")).order_by("pk")
    for team, person in desk.values_list("team", "user"):
        workers[team].append(person)
    return Plan(
        size=size,
        now=timezone.now(),
        lines=tuple(key for key in lines if workers[key]),
        departments=tuple(team.pk for team in teams if team.kind == Team.DEPARTMENT),
        topics=tuple(Topic.objects.order_by("pk").values_list("pk", flat=True)),
        policy=SlaPolicy.objects.order_by("pk").values_list("pk", flat=True)[0],
        workers={team: tuple(people) for team, people in workers.items()},
        texts=texts_for(size),
    )


def _copy(plan: Plan, tables: dict[str, copying.Table]) -> None:
    """Let two processes make and send rows, a chunk at a time."""
    work = [("citizens", start) for start in range(0, plan.citizens, CHUNK)]
    work += [("appeals", start) for start in range(0, plan.size, CHUNK)]
    began = time.monotonic()
    context = multiprocessing.get_context("fork")
    with context.Pool(min(2, len(work)), _begin, (plan, tables)) as pool:
        for done, _ in enumerate(pool.imap_unordered(_chunk, work), start=1):
            if done % 20 == 0 or done == len(work):
                say(f"{done / len(work):4.0%} of the rows, {time.monotonic() - began:.0f} s")


_of_worker: dict[str, Any] = {}


def _begin(plan: Plan, tables: dict[str, copying.Table]) -> None:
    link = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    _of_worker.update(plan=plan, tables=tables, link=link)


def _chunk(work: tuple[str, int]) -> None:
    what, start = work
    plan: Plan = _of_worker["plan"]
    made: dict[str, list[copying.Row]] = defaultdict(list)
    if what == "citizens":
        span = range(start, min(start + CHUNK, plan.citizens))
        made["accounts_user"] = [rows.user(plan, i) for i in span if i < CITIZENS_WITH_SIGN_IN]
        made["accounts_citizen"] = [rows.citizen(plan, i) for i in span]
    else:
        for index in range(start, min(start + CHUNK, plan.size)):
            for table, row in rows.appeal(plan, index):
                made[table].append(row)
    with _of_worker["link"].cursor() as cursor:
        for table, found in made.items():
            _of_worker["tables"][table].copy(cursor, found)


def _finish(plan: Plan, remake: Iterable[str], tables: Iterable[str]) -> None:
    """Make indexes and keys anew, set the counters of numbers, let the planner know."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET statement_timeout = 0")
        _one_by_one(cursor.execute, remake)
        for kind in range(3):
            used = len(range(kind, plan.size, 3))
            cursor.execute(_COUNTERS, [f"tickets.{kind + 1}", used])
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.execute("CHECKPOINT") if _may_checkpoint(cursor) else None


def _may_checkpoint(cursor: Any) -> bool:
    cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'USAGE')")
    return bool(cursor.fetchone()[0])


def _one_by_one(execute: Callable[[str], Any], statements: Iterable[str]) -> None:
    for statement in statements:
        began = time.monotonic()
        execute(statement)
        if (took := time.monotonic() - began) > 2:
            say(f"{took:.0f} s: {statement[:90]}")


def say(text: str) -> None:
    """Tell how far it is; what was found goes to stdout, so this does not."""
    print(f"    {text}", file=sys.stderr, flush=True)


class _Steps:
    """Seconds of each step since the one before."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def step(self, name: str) -> None:
        now = time.monotonic()
        self.seconds[name] = round(now - self._since, 1)
        self._since = now
        say(f"{name}: {self.seconds[name]} s")
