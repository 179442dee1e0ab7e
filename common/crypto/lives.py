"""Steps in the life of a data key. Each is one short transaction of the caller."""

import os
from datetime import datetime, timedelta

from django.conf import settings

from common.crypto import keys, rotation
from common.crypto.provider import provider
from common.models import DataKey

State = DataKey.State
# Sealed for a short time outside tables (codes that wait in a browser's session), and by
# transactions that are still open: nothing of them is older when a key goes.
KEPT_AFTER_RETIREMENT = timedelta(hours=1)


class KeysInUse(Exception):
    """An old key is still needed; the text says by what, to whoever runs the command."""


def settle_time() -> timedelta:
    """Return how long a step waits for the last process to learn of it."""
    return timedelta(seconds=settings.KEY_RING_SECONDS + 5)


def keys_of(purpose: str) -> list[DataKey]:
    return list(DataKey.objects.filter(purpose=purpose).order_by("number"))


def publish(purpose: str, *, now: datetime) -> DataKey:
    """Make a key that everybody can read by and nobody writes by yet."""
    keys.ring()  # the first keys of an empty database come first
    latest = DataKey.objects.select_for_update().filter(purpose=purpose).latest("number")
    row = DataKey(number=latest.number + 1, purpose=purpose, state=State.PUBLISHED, state_at=now)
    row.wrapped = provider().wrap(os.urandom(32), label=row.label)
    row.save(force_insert=True)
    return row


def promote(row: DataKey, *, now: datetime) -> None:
    """Let new values be written by a published key; the current one is only read from now on."""
    before = DataKey.objects.select_for_update().get(purpose=row.purpose, state=State.CURRENT)
    before.state, before.state_at = State.RETIRED, now
    before.save(update_fields=["state", "state_at"])
    row.state, row.state_at = State.CURRENT, now
    row.save(update_fields=["state", "state_at"])


def drop_retired(purpose: str, *, now: datetime) -> list[DataKey]:
    """Forget the retired keys of a purpose; refused while a value needs one, and for an hour."""
    retired = list(DataKey.objects.select_for_update().filter(purpose=purpose, state=State.RETIRED))
    if not retired:
        return []
    if stale := rotation.stale_rows(purpose):
        where = ", ".join(f"{name}: {count}" for name, count in stale.items())
        raise KeysInUse(
            f"Old {purpose} keys are still needed ({where} rows). Run rotate_keys first."
        )
    youngest = max(row.state_at for row in retired)
    if now < youngest + KEPT_AFTER_RETIREMENT:
        until = youngest + KEPT_AFTER_RETIREMENT
        raise KeysInUse(
            f"Old {purpose} keys may still be needed by sessions and open transactions. "
            f"Run this again after {until:%H:%M:%S} UTC."
        )
    for row in retired:
        row.state, row.state_at, row.wrapped = State.DROPPED, now, b""
        row.save(update_fields=["state", "state_at", "wrapped"])
    return retired


def rewrap(*, now: datetime) -> int:
    """Wrap every data key by the newest master key; return how many were wrapped by an old one."""
    opener, done = provider(), 0
    rows = DataKey.objects.select_for_update().exclude(state=State.DROPPED).order_by("pk")
    for row in rows:
        wrapped = bytes(row.wrapped)
        if not opener.is_latest(wrapped, label=row.label):
            row.wrapped = opener.wrap(opener.unwrap(wrapped, label=row.label), label=row.label)
            row.save(update_fields=["wrapped"])
            done += 1
    return done
