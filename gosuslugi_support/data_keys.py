"""Doors of the keys: each step is one transaction and one fact in the journal (A-18, D-04)."""

from datetime import datetime

from django.db import transaction

from common.actors import Acts
from common.crypto import keys, lives
from common.models import DataKey
from gosuslugi_support.events import (
    KeyDropped,
    KeyMadeCurrent,
    KeyPublished,
    KeysRotated,
    MasterKeyReplaced,
)
from journal.facts import record


@transaction.atomic
def publish_key(*, purpose: str, by: Acts, now: datetime) -> DataKey:
    """Make a key of a purpose and let every process learn to read by it."""
    row = lives.publish(purpose, now=now)
    record(KeyPublished(row.label), by=by, at=now)
    transaction.on_commit(keys.forget)
    return row


@transaction.atomic
def make_key_current(*, row: DataKey, by: Acts, now: datetime) -> None:
    """Write by a published key from now on."""
    lives.promote(row, now=now)
    record(KeyMadeCurrent(row.label), by=by, at=now)
    transaction.on_commit(keys.forget)


@transaction.atomic
def note_rotated(*, row: DataKey, rows: int, by: Acts, now: datetime) -> None:
    """Put on record that nothing is left under an older key."""
    record(KeysRotated(row.label, rows), by=by, at=now)


@transaction.atomic
def drop_old_keys(*, purpose: str, by: Acts, now: datetime) -> list[DataKey]:
    """Forget the retired keys of a purpose; raises KeysInUse."""
    dropped = lives.drop_retired(purpose, now=now)
    for row in dropped:
        record(KeyDropped(row.label), by=by, at=now)
    transaction.on_commit(keys.forget)
    return dropped


@transaction.atomic
def replace_master_key(*, by: Acts, now: datetime) -> int:
    """Wrap the data keys by MASTER_KEY where a fallback still opens them."""
    done = lives.rewrap(now=now)
    if done:
        record(MasterKeyReplaced("master", done), by=by, at=now)
    transaction.on_commit(keys.forget)
    return done
