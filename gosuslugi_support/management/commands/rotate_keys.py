"""`manage.py rotate_keys`: new data keys while the house works; killed and started again, it goes on."""

import sys
import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from common.actors import SYSTEM
from common.crypto import keys, lives, rotation
from common.models import DataKey
from gosuslugi_support import data_keys

ONE_AT_A_TIME = "rotate_keys"
TELL_EVERY_S = 2.0
HELD_PAUSE_S = 0.5
PURPOSES = {DataKey.ENCRYPT: "encryption", DataKey.INDEX: "index"}


class Command(BaseCommand):
    help = (
        "Make a new encryption key and seal every value with it; the house goes on working. "
        "With --index, the same for blind indexes and search. See docs/protected-data.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--index", action="store_true", help="rotate the index key instead")
        what.add_argument("--drop-old", action="store_true", help="forget keys nothing needs")
        what.add_argument("--master", action="store_true", help="wrap by the newest MASTER_KEY")
        what.add_argument("--status", action="store_true", help="show keys and what uses them")
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="rows a transaction")
        parser.add_argument("--settle", type=float, help="seconds until everybody knows of a step")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [ONE_AT_A_TIME])
            if not cursor.fetchone()[0]:
                raise CommandError("Another rotation is running. Wait for its end.")
        try:
            self._do(options)
        except lives.KeysInUse as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [ONE_AT_A_TIME])

    def _do(self, options: dict[str, Any]) -> None:
        keys.forget()
        keys.ring()
        if options["status"]:
            self._status()
        elif options["master"]:
            done = data_keys.replace_master_key(by=SYSTEM, now=timezone.now())
            self.stdout.write(f"{done} data keys wrapped by the newest master key.")
        elif options["drop_old"]:
            for purpose, name in PURPOSES.items():
                dropped = data_keys.drop_old_keys(purpose=purpose, by=SYSTEM, now=timezone.now())
                self.stdout.write(f"{len(dropped)} old {name} keys dropped.")
        else:
            purpose = DataKey.INDEX if options["index"] else DataKey.ENCRYPT
            given = options["settle"]
            settle = lives.settle_time() if given is None else timedelta(seconds=given)
            _Rotation(purpose, settle, options["batch"], self.stdout.write).run()

    def _status(self) -> None:
        for purpose, name in PURPOSES.items():
            for row in lives.keys_of(purpose):
                since = f"{row.state_at:%Y-%m-%d %H:%M} UTC"
                self.stdout.write(f"{name} key {row.number}: {row.state} since {since}")
            stale = rotation.stale_rows(purpose)
            for table, count in stale.items():
                self.stdout.write(f"  {table}: {count} rows under an old key")
            if not stale:
                self.stdout.write("  every value stands under the current key")


class _Rotation:
    """One run: from where the keys and the values say it is, to the end."""

    def __init__(self, purpose: str, settle: timedelta, batch: int, say: Any) -> None:
        self.purpose, self.settle, self.batch, self.say = purpose, settle, batch, say
        self.left = rotation.Left()

    def run(self) -> None:
        row = self._current_key()
        keys.forget()
        rows = self._renew(settled_at=row.state_at + self.settle)
        if self.left:
            places = sorted(f"{place} of {key}" for place, key in self.left.unreadable)
            twins = sorted(f"{place} of {key} (twin)" for place, key in self.left.twins)
            raise CommandError(
                f"{len(places) + len(twins)} values stay under an old key, which must be kept: "
                + "; ".join([*places, *twins][:20])
            )
        data_keys.note_rotated(row=row, rows=rows, by=SYSTEM, now=timezone.now())
        self.say(f"Done: every value stands under {PURPOSES[self.purpose]} key {row.number}.")

    def _current_key(self) -> DataKey:
        """Return the key to end with: the one a killed run was busy with, or a new one."""
        rows = lives.keys_of(self.purpose)
        published = next((row for row in rows if row.state == lives.State.PUBLISHED), None)
        if published is None:
            if rotation.stale_rows(self.purpose):
                self.say("Going on with the rotation that was cut off.")
                return next(row for row in rows if row.state == lives.State.CURRENT)
            now = timezone.now()
            published = data_keys.publish_key(purpose=self.purpose, by=SYSTEM, now=now)
        self.say(f"Key {published} is known; written by in {self.settle.total_seconds():.0f} s.")
        _wait_until(published.state_at + self.settle)
        data_keys.make_key_current(row=published, by=SYSTEM, now=timezone.now())
        return published

    def _renew(self, *, settled_at: datetime) -> int:
        """Renew until nothing is left, and no process can still be writing by the old key."""
        progress = _Progress(rotation.stale_rows(self.purpose), self.say)
        done = 0
        while True:
            found = rotation.renew(
                self.purpose, left=self.left, told=progress.told, size=self.batch
            )
            done += found
            if found:
                continue
            is_settled = timezone.now() >= settled_at
            waiting = sum(rotation.stale_rows(self.purpose).values()) - len(self._left_rows())
            if is_settled and waiting <= 0:
                progress.end()
                return done
            time.sleep(HELD_PAUSE_S)  # rows somebody holds, or processes that do not know yet

    def _left_rows(self) -> set[tuple[str, Any]]:
        places = self.left.unreadable | self.left.twins
        return {(place.split(".")[0], key) for place, key in places}


class _Progress:
    """Rows done, rows a second, time left: one line now and then."""

    def __init__(self, totals: dict[str, int], say: Any) -> None:
        self.totals, self.say = totals, say
        self.done: dict[str, int] = {}
        self.began = self.told_at = time.monotonic()
        if totals:
            self.say(f"{sum(totals.values())} rows in {len(totals)} tables")

    def told(self, table: str, count: int) -> None:
        self.done[table] = self.done.get(table, 0) + count
        if time.monotonic() - self.told_at >= TELL_EVERY_S:
            self.told_at = time.monotonic()
            done, total = sum(self.done.values()), sum(self.totals.values())
            left = f"{max(0, total - done) / self._rate():.0f} s left"
            here = f"{table} {self.done[table]} of {self.totals.get(table, self.done[table])}"
            self.say(f"  {here}; {done} of {total} rows, {self._rate():.0f} rows/s, {left}")
            sys.stdout.flush()

    def end(self) -> None:
        done = sum(self.done.values())
        self.say(f"{done} rows renewed, {self._rate():.0f} rows/s")

    def _rate(self) -> float:
        return max(sum(self.done.values()), 1) / max(time.monotonic() - self.began, 0.001)


def _wait_until(moment: datetime) -> None:
    while (left := (moment - timezone.now()).total_seconds()) > 0:
        time.sleep(min(left, 1.0))
