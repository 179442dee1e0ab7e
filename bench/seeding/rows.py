"""One appeal and all that belongs to it, as values of columns."""

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from bench.seeding.plan import CITIZENS_WITH_SIGN_IN, Plan, key_of
from common import keyed_names, keyed_search
from common.crypto import cipher
from common.crypto.digests import keyed_digest
from gosuslugi_support.demo.people import MEN, WOMEN
from tickets.states import Status

Row = dict[str, Any]
TICKET, ITEM, CITIZEN, CONTACT, USER = range(1, 6)
CHANNELS = ("cabinet", "cabinet", "cabinet", "phone", "phone", "mfc", "api")
KINDS = ("application", "complaint", "question")
OPEN_SHARE = 0.12
LATE_SHARE = 0.05
# Stopped clocks keep a moment far away, so that the sweep's index holds every clock there is.
NEVER_DUE = timedelta(days=3650)
_STATES = (Status.REGISTERED, Status.QUEUED, Status.IN_PROGRESS, Status.IN_PROGRESS)


def citizen(plan: Plan, index: int) -> Row:
    """Return a profile; the first few have a sign-in."""
    chance, born = random.Random(index), plan.registered_at(0)
    names = chance.choice([WOMEN, MEN])
    last, first, middle = (chance.choice(names[part]) for part in ("last", "first", "middle"))
    phone, email = f"+7900{index:07d}", f"person{index}@example.net"
    key = key_of(CITIZEN, index, born)
    sealed = {"last_name": last, "first_name": first, "middle_name": middle}
    sealed |= {"phone": phone, "email": email, "organisation": "", "inn": "", "ogrn": ""}
    return {
        "id": key,
        "user_id": key_of(USER, index, born) if index < CITIZENS_WITH_SIGN_IN else None,
        **{name: _seal("accounts_citizen", name, key, text) for name, text in sealed.items()},
        "phone_index": keyed_digest(phone, place="accounts_citizen.phone_index"),
        "email_index": keyed_digest(email, place="accounts_citizen.email_index"),
        "names": keyed_names.literal(key, f"{last} {first} {middle}"),
        "phone_verified_at": born,
        "email_verified_at": born,
        "created_at": born,
    }


def user(plan: Plan, index: int) -> Row:
    """Return a citizen's sign-in without a usable password: the load brings sessions."""
    born = plan.registered_at(0)
    return {
        "id": key_of(USER, index, born),
        "kind": "citizen",
        "email": None,
        "password": "!",
        "created_at": born,
    }


def appeal(plan: Plan, index: int) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) of everything one appeal consists of."""
    chance = random.Random(index)
    at = plan.registered_at(index)
    key, text = key_of(TICKET, index, at), plan.texts[index % len(plan.texts)]
    whose = key_of(CITIZEN, index % plan.citizens, plan.registered_at(0))
    contact = key_of(CONTACT, index, at)
    state = _state(plan, chance, index)
    ticket = {
        "id": key,
        "number": number_of(index),
        "type": index % 3 + 1,
        "kind": KINDS[index % 3],
        "channel": chance.choice(CHANNELS),
        "topic_id": chance.choice(plan.topics),
        "priority": chance.choice((1, 2, 2, 2, 2, 3, 4)),
        "subject": _seal("tickets_ticket", "subject", key, text.subject),
        "asked": _seal("tickets_ticket", "asked", key, ""),
        "citizen_id": whose,
        "contact_id": contact,
        "registered_at": at,
        "activity_at": at + timedelta(minutes=chance.randrange(1, 50)),
        "status_changed_at": at,
        "items_count": 1,
        "registrar": "system:",
        "search": _vector(text.subject, text.body),
        **state,
    }
    yield "accounts_contact", _contact(ticket, contact)
    yield "tickets_ticket", ticket
    yield "tickets_timelineitem", _first_line(ticket, text.body, key_of(ITEM, index, at))
    yield "tickets_clock", _clock(plan, ticket, chance)
    yield "journal_entry", _fact(ticket)


def number_of(index: int) -> int:
    """Return the number of an appeal: the three types in turns, each counting from 1."""
    return (index % 3 + 1) * 100_000_000 + index // 3 + 1


def _state(plan: Plan, chance: random.Random, index: int) -> Row:
    """Return the state with the moments and the people that go with it."""
    at = plan.registered_at(index)
    team = plan.lines[index % len(plan.lines)]
    worker = chance.choice(plan.workers[team])
    lot = chance.random()
    if lot >= OPEN_SHARE:
        done = at + timedelta(minutes=40)
        ended = {"resolved_at": done, "first_response_at": done, "assignee_id": worker}
        if lot < 0.16:
            return {"team_id": team, "status": Status.RESOLVED, **ended}
        return {"team_id": team, "status": Status.CLOSED, "closed_at": done, **ended}
    if lot < 0.01:
        department = plan.departments[index % len(plan.departments)]
        home = {"home_team_id": team, "home_assignee_id": worker}
        return {"team_id": department, "status": Status.AT_DEPARTMENT, **home}
    if lot < 0.02:
        return {"team_id": team, "status": Status.WAITING_CITIZEN, "assignee_id": worker}
    status = _STATES[index % len(_STATES)]
    assignee = worker if status == Status.IN_PROGRESS else None
    return {"team_id": team, "status": status, "assignee_id": assignee}


def _contact(ticket: Row, key: UUID) -> Row:
    at = ticket["registered_at"]
    shared = {"citizen_id": ticket["citizen_id"], "channel": ticket["channel"]}
    return {"id": key, "started_at": at, "ended_at": at, **shared}


def _first_line(ticket: Row, body: str, key: UUID) -> Row:
    return {
        "id": key,
        "ticket_id": ticket["id"],
        "seq": 1,
        "kind": "message",
        "is_public": True,
        "at": ticket["registered_at"],
        "actor_kind": "system",
        "body": _seal("tickets_timelineitem", "body", key, body),
    }


def _clock(plan: Plan, ticket: Row, chance: random.Random) -> Row:
    """Return the service clock: a few of the open ones are late, stopped ones are far away."""
    started, is_over = ticket["registered_at"], ticket.get("resolved_at") is not None
    row = {
        "ticket_id": ticket["id"],
        "kind": "service",
        "policy_id": plan.policy,
        "started_at": started,
    }
    if is_over:
        due = started + timedelta(days=1)
        row |= {"stopped_at": ticket["resolved_at"], "next_at": plan.now + NEVER_DUE}
    elif chance.random() < LATE_SHARE:
        due = plan.now - timedelta(minutes=chance.randrange(120, 600))
        row |= {"step": 3, "breached_at": due}
    else:
        due = plan.now + timedelta(hours=chance.randrange(100, 400))
        row |= {"next_at": due - timedelta(hours=20)}
    if ticket["status"] == Status.WAITING_CITIZEN:
        row |= {"paused_at": started, "left": timedelta(hours=3), "next_at": None}
    return row | {"due_at": due, "warn_at": due - timedelta(hours=20)}


def _fact(ticket: Row) -> Row:
    data = {"ticket_id": ticket["id"], "type": ticket["type"], "channel": ticket["channel"]}
    return {
        "event": "tickets.TicketRegistered",
        "subject": f"ticket:{ticket['id']}",
        "actor_kind": "system",
        "at": ticket["registered_at"],
        "data": {name: str(value) for name, value in data.items()},
    }


def _seal(table: str, column: str, key: UUID, text: str) -> bytes:
    return cipher.seal(text, place=f"{table}.{column}.{key}")


@lru_cache(maxsize=30_000)
def _vector(subject: str, body: str) -> str:
    return keyed_search.literal((subject, body))
