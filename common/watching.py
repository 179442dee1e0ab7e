"""Who looks at a page right now: a time-out and nothing of record (Redis).

The socket server says it (`tickets.consumers`), notices ask it: what a person sees on an open page
is not pushed to their browser as well. Redis away counts as nobody watching: rather told twice.
"""

from collections.abc import Iterable
from functools import cache
from uuid import UUID

import redis
from django.conf import settings

TTL_S = 45  # longer than two heartbeats of a socket


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.LIVE_REDIS, socket_timeout=1, socket_connect_timeout=1, decode_responses=True
    )


def note_visible(user_id: UUID, page: str, *, at: float) -> None:
    """Note that a page of this person is in sight until `at` + TTL_S; `page` names one socket."""
    key = _key(user_id)
    with _client().pipeline() as pipe:
        pipe.hset(key, page, f"{at + TTL_S:.0f}")
        pipe.expire(key, TTL_S * 2)
        pipe.execute()


def note_hidden(user_id: UUID, page: str) -> None:
    """Note that the page is hidden or gone."""
    _client().hdel(_key(user_id), page)


def watching(user_ids: Iterable[UUID], *, at: float) -> set[UUID]:
    """Return those of these people who have a page in sight at a moment (Unix time)."""
    people = list(user_ids)
    try:
        with _client().pipeline() as pipe:
            for user_id in people:
                pipe.hvals(_key(user_id))
            pages = pipe.execute()
    except (redis.RedisError, OSError):
        return set()
    return {
        user_id
        for user_id, ends in zip(people, pages, strict=True)
        if any(float(end) > at for end in ends)
    }


def _key(user_id: UUID) -> str:
    return f"watching:{user_id}"
