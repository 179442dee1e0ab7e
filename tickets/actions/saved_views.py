"""Lists of the desk kept under a name: one's own, or a team's by its leaders."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import Team, User
from common import policies
from common.errors import InvalidInput
from journal.facts import record
from tickets.events import ViewChanged, ViewRemoved, ViewRestored, ViewSaved
from tickets.models import SavedView
from tickets.policies import can_change_view, can_save_view

MOST = 20
NAME = 40
CAN_COME_BACK = timedelta(days=1)
_ALIEN = "Этот список меняет тот, кто его сохранил, а список команды — её старший или супервизор."


@transaction.atomic
def save_view(*, by: User, name: str, query: str, team: Team | None, now: datetime) -> SavedView:
    """Keep a list under a name, after the others; at most MOST for a person or a team."""
    policies.require(can_save_view, by, team, message="Списки команды сохраняет её старший.")
    owner = None if team else by
    User.objects.select_for_update().get(pk=by.pk)  # two tabs at once still count to MOST
    beside = SavedView.objects.filter(owner=owner, team=team, removed_at=None)
    if beside.count() >= MOST:
        raise InvalidInput(f"Списков уже {MOST}: удалите ненужный и сохраните снова.")
    name = _named(name)
    if beside.filter(name__iexact=name).exists():
        raise InvalidInput("Список с таким названием уже есть: назовите иначе.", field="name")
    place = (beside.aggregate(last=Max("place"))["last"] or 0) + 1
    view = SavedView.objects.create(
        owner=owner, team=team, name=name, query=query, place=place, created_at=now
    )
    record(ViewSaved(view.pk, team.pk if team else None), by=by, at=now)
    return view


@transaction.atomic
def change_view(
    *, view: SavedView, by: User, name: str = "", query: str = "", now: datetime
) -> SavedView:
    """Give a list another name, or let it hold what is asked for now; empty leaves as it is."""
    view = _locked(view, by)
    view.name = _named(name) if name else view.name
    view.query = query or view.query
    view.save(update_fields=["name", "query"])
    record(ViewChanged(view.pk), by=by, at=now)
    return view


@transaction.atomic
def open_first(*, view: SavedView, by: User, on: bool, now: datetime) -> None:
    """Let the desk open with this list, or with the usual one again; one's own wins over a team's."""
    view = _locked(view, by)
    _beside(view).filter(is_default=True).update(is_default=False)
    SavedView.objects.filter(pk=view.pk).update(is_default=on)
    record(ViewChanged(view.pk), by=by, at=now)


@transaction.atomic
def move_up(*, view: SavedView, by: User, now: datetime) -> None:
    """Let a list change places with the one before it; the first stays first."""
    view = _locked(view, by)
    rows = list(_beside(view).select_for_update().order_by("place", "created_at"))
    at = rows.index(view)
    if at == 0:
        return
    rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for place, row in enumerate(rows, start=1):
        row.place = place
    SavedView.objects.bulk_update(rows, ["place"])
    record(ViewChanged(view.pk), by=by, at=now)


@transaction.atomic
def remove_view(*, view: SavedView, by: User, now: datetime) -> None:
    """Take a list away; for a day it can be taken back. What was removed before that is forgotten."""
    view = _locked(view, by)
    gone = SavedView.objects.filter(owner=view.owner_id, team=view.team_id)
    gone.filter(removed_at__lt=now - CAN_COME_BACK).delete()
    SavedView.objects.filter(pk=view.pk).update(removed_at=now, is_default=False)
    record(ViewRemoved(view.pk), by=by, at=now)


@transaction.atomic
def restore_view(*, view: SavedView, by: User, now: datetime) -> None:
    """Bring a removed list back; one that is there stays as it is."""
    view = _locked(view, by)
    if view.removed_at is None:
        return
    SavedView.objects.filter(pk=view.pk).update(removed_at=None)
    record(ViewRestored(view.pk), by=by, at=now)


def _locked(view: SavedView, by: User) -> SavedView:
    found = SavedView.objects.select_for_update().get(pk=view.pk)
    policies.require(can_change_view, by, found, message=_ALIEN)
    return found


def _beside(view: SavedView) -> "QuerySet[SavedView]":
    return SavedView.objects.filter(owner=view.owner_id, team=view.team_id, removed_at=None)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME:
        raise InvalidInput(f"Назовите список: до {NAME} знаков.", field="name")
    return name
