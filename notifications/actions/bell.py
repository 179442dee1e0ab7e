"""The doors of a colleague's bell: something happened, it was read, it is not wanted."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.selectors import staff
from common import live, watching
from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record
from notifications import bell
from notifications.events import BellChoiceSet
from notifications.models import BellChoice, Delivery, PersonKind, PushSubscription, StaffNotice
from notifications.policies import can_have_bell
from notifications.states import Channel
from notifications.wake import wake_after_commit

KEPT: Final = timedelta(days=30)
PUSH: Final = "staff_push"
# A page in sight may be one whose network went a moment ago: its socket lives on for two pings of
# 20 s, what it said last for TTL_S more.
PAGE_READ_WITHIN: Final = timedelta(seconds=2 * watching.TTL_S)


@dataclass(frozen=True, slots=True)
class Ring:
    """What to tell of a fact: `thing` is `ticket:<uuid>` or another name wiring has provided."""

    entry_id: int
    kind: str
    thing: str
    people: Sequence[UUID]


@transaction.atomic
def tell_staff(*, ring: Ring, now: datetime) -> int:
    """Write a line into each person's bell and queue pushes; asked again, it adds nothing.

    Called by reactions, so it records no fact: the line belongs to the fact `entry_id`. Who has
    switched the kind off gets none. Pushes go to those who are not on a pause; with a page in sight
    a push waits PAGE_READ_WITHIN and goes only if nobody has looked (`push_of`).
    Returns how many lines were written.
    """
    kind = bell.KINDS[ring.kind]
    people = list(staff().filter(pk__in=ring.people))
    choices = BellChoice.objects.in_bulk([person.pk for person in people])
    fresh = [person.pk for person in people if not _is_off(choices.get(person.pk), kind.code)]
    written = _write(ring, fresh, now)
    for person_id in written:
        transaction.on_commit(partial(live.poke, f"bell:{person_id}"))
    _push(ring, [person.pk for person in people], choices, now)
    return len(written)


@transaction.atomic
def mark_read(*, person: User, notice_ids: Iterable[UUID] | None, by: Acts, now: datetime) -> int:
    """Mark one's own lines read, all of them with None. No fact: nothing but this list changes."""
    require(can_have_bell, by)
    if by != person:
        raise InvalidInput("Прочитать можно только свои уведомления.")
    unread = StaffNotice.objects.filter(person=person, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(pk__in=list(notice_ids))
    changed = unread.update(read_at=now)
    if changed:
        transaction.on_commit(partial(live.poke, f"bell:{person.pk}"))
    return changed


@transaction.atomic
def settle_notices(*, person_id: UUID, thing: str, now: datetime, until: datetime) -> int:
    """Mark read what a person was told of a thing up to `until`: they have seen it by themselves.

    Called by reactions; records no fact, as `mark_read`.
    """
    unread = StaffNotice.objects.filter(
        person_id=person_id, thing=thing, read_at=None, created_at__lte=until
    )
    changed = unread.update(read_at=now)
    if changed:
        transaction.on_commit(partial(live.poke, f"bell:{person_id}"))
    return changed


@dataclass(frozen=True, slots=True)
class BellWishes:
    """What a colleague wants; kinds are codes of `bell.KINDS`."""

    off_in_page: frozenset[str] = frozenset()
    off_in_push: frozenset[str] = frozenset()
    has_sound: bool = True
    is_quiet_off_line: bool = True


@transaction.atomic
def set_bell_choice(*, person: User, wishes: BellWishes, by: Acts, now: datetime) -> BellChoice:
    """Keep how a colleague wants to be told; people choose for themselves."""
    require(can_have_bell, by)
    if by != person:
        raise InvalidInput("Настроить можно только свои уведомления.")
    if (wishes.off_in_page | wishes.off_in_push) - set(bell.KINDS):
        raise InvalidInput("Выберите виды уведомлений из списка.")
    choice, _ = BellChoice.objects.update_or_create(
        person=person,
        defaults={
            "off_in_page": sorted(wishes.off_in_page),
            "off_in_push": sorted(wishes.off_in_push),
            "has_sound": wishes.has_sound,
            "is_quiet_off_line": wishes.is_quiet_off_line,
            "updated_at": now,
        },
    )
    record(BellChoiceSet(person.pk, wishes.has_sound, wishes.is_quiet_off_line), by=by, at=now)
    transaction.on_commit(partial(live.poke, f"bell:{person.pk}"))
    return choice


def forget_old_notices(*, now: datetime, kept: timedelta = KEPT) -> int:
    """Delete lines nobody needs any more; the facts stay in the journal."""
    return StaffNotice.objects.filter(created_at__lt=now - kept).delete()[0]


def _write(ring: Ring, people: list[UUID], now: datetime) -> list[UUID]:
    """Insert lines; return whose are new (a reaction that runs twice finds them there)."""
    there = StaffNotice.objects.filter(
        entry_id=ring.entry_id, kind=ring.kind, person_id__in=people
    ).values_list("person_id", flat=True)
    missing = sorted(set(people) - set(there))
    StaffNotice.objects.bulk_create(
        [
            StaffNotice(
                entry_id=ring.entry_id,
                person_id=key,
                kind=ring.kind,
                thing=ring.thing,
                created_at=now,
            )
            for key in missing
        ],
        ignore_conflicts=True,
    )
    return missing


def _push(ring: Ring, people: list[UUID], choices: dict[UUID, BellChoice], now: datetime) -> None:
    """Queue a push to each browser of those who don't rest: now, or when their page had its time."""
    wanted = [key for key in people if ring.kind not in _off_in_push(choices.get(key))]
    browsers = list(PushSubscription.objects.filter(person_id__in=wanted).order_by("pk"))
    owners = {browser.person_id for browser in browsers}
    if not owners:
        return
    owners -= {key for key in bell.not_to_disturb(owners, now) if _rests(choices.get(key))}
    looking = watching.watching(owners, at=time.time())
    kind = bell.KINDS[ring.kind]
    waiting = []
    for browser in browsers:
        after = PAGE_READ_WITHIN if browser.person_id in looking else timedelta()
        if browser.person_id in owners and after < kind.life:
            waiting.append(_queued(ring, browser, now, after=after))
    if waiting:
        Delivery.objects.bulk_create(waiting, ignore_conflicts=True)
        wake_after_commit(Channel.PUSH)


def _queued(ring: Ring, browser: PushSubscription, now: datetime, *, after: timedelta) -> Delivery:
    kind = bell.KINDS[ring.kind]
    return Delivery(
        entry_id=ring.entry_id,
        person_kind=PersonKind.ADDRESS,
        person_id=browser.pk,
        channel=Channel.PUSH,
        template=PUSH,
        context=json.dumps({"kind": ring.kind, "thing": ring.thing}),
        is_urgent=kind.is_urgent,
        due_at=now + after,
        expires_at=now + kind.life,
        created_at=now,
    )


def _is_off(choice: BellChoice | None, kind: str) -> bool:
    return choice is not None and kind in choice.off_in_page


def _off_in_push(choice: BellChoice | None) -> list[str]:
    return choice.off_in_push if choice else []


def _rests(choice: BellChoice | None) -> bool:
    return choice is None or choice.is_quiet_off_line
