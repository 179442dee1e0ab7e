"""Limiting a citizen for abuse, with a reason and an end (decisions 18)."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.events import CitizenLimited, LimitLifted
from accounts.models import Citizen, CitizenLimit, User
from accounts.policies import active_limits, can_lift_limit, can_limit_citizen
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record

LONGEST = timedelta(days=365)


class AlreadyLimited(DomainError):
    """The citizen is limited already."""

    code = "already_limited"


@transaction.atomic
def limit_citizen(
    *, citizen: Citizen, reason: str, ends_at: datetime, by: User, now: datetime
) -> CitizenLimit:
    """Stop new appeals and messages of a citizen until `ends_at`; reading goes on."""
    require(can_limit_citizen, by)
    reason = reason.strip()
    if not reason:
        raise InvalidInput("Напишите причину: её увидит гражданин.", field="reason")
    if not now < ends_at <= now + LONGEST:
        raise InvalidInput("Срок — в будущем и не дольше года.", field="ends_at")
    citizen = Citizen.objects.select_for_update().get(pk=citizen.pk)
    if active_limits(citizen, now=now).exists():
        raise AlreadyLimited("Ограничение уже действует. Сначала снимите его.")
    limit = CitizenLimit.objects.create(
        citizen=citizen, reason=reason, set_by=by, starts_at=now, ends_at=ends_at
    )
    record(CitizenLimited(citizen.pk, limit.pk), by=by, at=now)
    return limit


@transaction.atomic
def lift_limit(*, limit: CitizenLimit, by: User, now: datetime) -> CitizenLimit:
    """Let a citizen write again before the end."""
    require(can_lift_limit, by)
    limit = CitizenLimit.objects.select_for_update().get(pk=limit.pk)
    if limit.lifted_at is not None or limit.ends_at <= now:
        raise DomainError("Это ограничение уже не действует.")
    limit.lifted_at = now
    limit.save(update_fields=["lifted_at"])
    record(LimitLifted(limit.citizen_id, limit.pk), by=by, at=now)
    return limit
