"""Retention: what has served its time goes by itself, with one act a run (D-10, order 179)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.actions.codes import purge_codes
from accounts.actions.subject_exports import expired_exports, remove_exports
from accounts.events import DataDestroyed, RetentionPolicyChanged
from accounts.models import (
    Citizen,
    ContactChange,
    Destruction,
    IdentityAnswer,
    OneTimeCode,
    RetentionPolicy,
    SignedInSession,
)
from accounts.policies import can_edit_retention
from accounts.retention import Broom, brooms
from accounts.selectors.people import profile_ids
from accounts.tombstones import Tombstone, lay_missing
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from common.ids import new_id
from common.policies import require
from journal.facts import record


@dataclass(frozen=True, slots=True)
class Category:
    """One category: its policy and how much of it is older than its term now."""

    policy: RetentionPolicy
    count: int


def plan(*, now: datetime) -> list[Category]:
    """Return what a run would take, category by category; nothing is changed."""
    return [Category(policy, broom.count(_edge(policy, now))) for policy, broom in _active()]


def run_retention(*, now: datetime) -> Destruction | None:
    """Sweep every category and write one act; None when nothing was due.

    Each broom works in small transactions of its own. Whatever stops the run, what went by then
    has its act.
    """
    counts: dict[str, int] = {}
    try:
        for policy, broom in _active():
            swept = broom.sweep(_edge(policy, now), now)
            if swept:
                counts[policy.title] = swept
    finally:
        act = _write_act(counts, now=now) if counts else None
    return act


def lay_missing_tombstones() -> int:
    """Heal the list of tombstones from the acts of erasure; return how many lines were missing."""
    acts = Destruction.objects.filter(is_replay=False).exclude(citizen_id=None).order_by("pk")
    return lay_missing(_stone(act) for act in acts.iterator())


@transaction.atomic
def change_policy(*, changed: RetentionPolicy, by: Acts, now: datetime) -> RetentionPolicy:
    """Keep a category for another term, on the ground that is named; the next run follows it."""
    require(can_edit_retention, by)
    if not changed.ground.strip():
        raise InvalidInput("Назовите основание: закон или решение оператора.", field="ground")
    policy = RetentionPolicy.objects.select_for_update().get(pk=changed.pk)
    policy.keep_days, policy.ground = changed.keep_days, changed.ground.strip()
    policy.is_active = changed.is_active
    policy.save(update_fields=["keep_days", "ground", "is_active"])
    record(RetentionPolicyChanged(policy.pk, policy.keep_days, policy.is_active), by=by, at=now)
    return policy


@transaction.atomic
def _write_act(counts: dict[str, int], *, now: datetime) -> Destruction:
    act_id = new_id()
    entry = record(DataDestroyed(act_id), by=SYSTEM, at=now)
    return Destruction.objects.create(
        id=act_id,
        ground=Destruction.Ground.RETENTION,
        counts=counts,
        log_from=entry.pk,
        log_to=entry.pk,
        done_at=now,
    )


def _active() -> list[tuple[RetentionPolicy, Broom]]:
    known = {broom.code: broom for broom in brooms()}
    policies = RetentionPolicy.objects.filter(is_active=True, code__in=known)
    return [(policy, known[policy.code]) for policy in policies]


def _edge(policy: RetentionPolicy, now: datetime) -> datetime:
    return now - timedelta(days=policy.keep_days)


def _stone(act: Destruction) -> Tombstone:
    citizen = Citizen.objects.filter(pk=str(act.citizen_id)).first()
    ids = profile_ids(citizen) if citizen else [act.citizen_id]
    return Tombstone([str(pk) for pk in ids], str(act.pk), act.done_at.isoformat())


# --- the brooms of `accounts`
def _ended_sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _ended_sign_ins(before: datetime) -> QuerySet[SignedInSession]:
    """Return rows of sessions that have ended by age (accounts/actions/own_sessions.py)."""
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return SignedInSession.objects.filter(started_at__lt=before - age)


def _sweep_sessions(before: datetime, now: datetime) -> int:
    return _ended_sessions(before).delete()[0] + _ended_sign_ins(before).delete()[0]


def _old_answers(before: datetime) -> QuerySet[IdentityAnswer]:
    ended = Q(contact__ended_at__lt=before)
    forgotten = Q(contact__ended_at=None, contact__started_at__lt=before)
    return IdentityAnswer.objects.filter(ended | forgotten)


def _old_addresses(before: datetime) -> QuerySet[ContactChange]:
    return ContactChange.objects.filter(changed_at__lt=before)


BROOMS = (
    Broom(
        "codes",
        lambda before: OneTimeCode.objects.filter(created_at__lt=before).count(),
        lambda before, now: purge_codes(now=now, kept=now - before),
    ),
    Broom(
        "sessions",
        lambda before: _ended_sessions(before).count() + _ended_sign_ins(before).count(),
        _sweep_sessions,
    ),
    # The link's own day is part of the term: an archive goes when its link does.
    Broom(
        "subject_exports",
        lambda before: expired_exports(before + timedelta(days=1)),
        lambda before, now: remove_exports(before=before + timedelta(days=1)),
    ),
    Broom(
        "identity_answers",
        lambda before: _old_answers(before).count(),
        lambda before, now: _old_answers(before).delete()[0],
    ),
    Broom(
        "old_addresses",
        lambda before: _old_addresses(before).count(),
        lambda before, now: _old_addresses(before).delete()[0],
    ),
)
