"""Who has an appeal open and who is typing in it: a time-out and nothing of record (Redis)."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import redis
from django.conf import settings

from accounts.models import User

TTL_S = 45
MODES = frozenset({"viewing", "typing"})


@dataclass(frozen=True, slots=True)
class Here:
    """A colleague in the same appeal."""

    user: User
    is_typing: bool


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.LIVE_REDIS,
        socket_timeout=1,
        socket_connect_timeout=1,
        decode_responses=True,
    )


def arrive(ticket_id: UUID, user_id: UUID, mode: str, *, at: float) -> bool:
    """Note that a person is here until `at` + TTL_S; return whether others should be told."""
    key, member = _key(ticket_id), str(user_id)
    with _client().pipeline() as pipe:
        pipe.hget(key, member)
        pipe.hset(key, member, f"{mode}:{at + TTL_S:.0f}")
        pipe.expire(key, TTL_S * 2)
        before = pipe.execute()[0]
    return before is None or before.split(":")[0] != mode


def leave(ticket_id: UUID, user_id: UUID) -> None:
    _client().hdel(_key(ticket_id), str(user_id))


def others_here(ticket_id: UUID, me: User, *, at: float) -> list[Here]:
    """Return the other staff in an appeal now; empty when Redis is away."""
    try:
        seen: Any = _client().hgetall(_key(ticket_id))
    except redis.RedisError:
        return []
    modes = {}
    for member, value in seen.items():
        mode, _, until = value.partition(":")
        if float(until) > at and member != str(me.pk):
            modes[UUID(member)] = mode
    users = User.objects.filter(pk__in=modes).order_by("full_name") if modes else []
    return [Here(user, modes[user.pk] == "typing") for user in users]


def _key(ticket_id: UUID) -> str:
    return f"here:{ticket_id}"
