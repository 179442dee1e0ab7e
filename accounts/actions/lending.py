"""Colleagues lent to other teams for a while: members there until they are taken back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.events import TeamsLent, TeamsReturned
from accounts.models import Membership, Team, User
from accounts.policies import can_lend_teams
from common.actors import Acts
from common.live import poke
from common.policies import require
from journal.facts import record


@transaction.atomic
def lend(*, user: User, teams: Collection[UUID], by: Acts, now: datetime) -> list[UUID]:
    """Make a colleague a member of these teams, too; return those they were not in before."""
    require(can_lend_teams, by, user)
    known = set(Membership.objects.filter(user=user).values_list("team_id", flat=True))
    rows = Team.objects.filter(pk__in=set(teams) - known, is_active=True)
    lent = sorted(rows.values_list("pk", flat=True))
    Membership.objects.bulk_create(
        [Membership(user=user, team_id=team_id) for team_id in lent], ignore_conflicts=True
    )
    if lent:
        record(TeamsLent(user.pk, lent), by=by, at=now)
        transaction.on_commit(lambda: poke(f"user:{user.pk}"))
    return lent


@transaction.atomic
def take_back(*, user: User, teams: Collection[UUID], by: Acts, now: datetime) -> None:
    """End what `lend` began. What the colleague works on stays theirs to finish (Z-10)."""
    require(can_lend_teams, by, user)
    gone, _ = Membership.objects.filter(user=user, team__in=teams).delete()
    if gone:
        record(TeamsReturned(user.pk, sorted(teams)), by=by, at=now)
        transaction.on_commit(lambda: poke(f"user:{user.pk}"))
