"""`manage.py replay_tombstones`: after a backup was restored, erase again who had been erased (D-09)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.erasure import replay_erasure
from accounts.tombstones import ids_of, stones


class Command(BaseCommand):
    help = "Erase everybody of TOMBSTONES_FILE whom a restored database brought back."

    def handle(self, *args: Any, **options: Any) -> None:
        seen = erased = 0
        for stone in stones():
            seen += 1
            act = replay_erasure(citizen_ids=ids_of(stone), now=timezone.now())
            if act is not None:
                erased += 1
                self.stdout.write(f"{stone.citizen_ids[0]}: erased again, act {act.pk}")
        self.stdout.write(f"Tombstones: {seen}; erased again: {erased}.")
