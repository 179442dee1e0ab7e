"""Limits are exact under concurrency and say when to come back (P-06)."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from common.errors import TooManyRequests
from common.ratelimit import bucket_key, hit, limit

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_the_last_allowed_passes_and_the_next_is_told_when_to_return(now: datetime) -> None:
    for _ in range(3):
        limit("test:one", most=3, window=MINUTE, now=now)
    with pytest.raises(TooManyRequests) as refusal:
        limit("test:one", most=3, window=MINUTE, now=now + timedelta(seconds=20))
    assert refusal.value.retry_after_s == 40


@pytest.mark.django_db
def test_a_new_window_begins_anew(now: datetime) -> None:
    assert hit("test:two", now=now, window=MINUTE)[0] == 1
    assert hit("test:two", now=now + timedelta(seconds=59), window=MINUTE)[0] == 2
    assert hit("test:two", now=now + timedelta(seconds=60), window=MINUTE)[0] == 1


def test_a_key_hides_what_it_counts() -> None:
    assert "79161234567" not in bucket_key("login", "+79161234567")
    assert bucket_key("login", "a", "b") != bucket_key("login", "a", "c")


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_count_forty(now: datetime) -> None:
    seen: list[int] = []

    def one() -> None:
        seen.append(hit("test:many", now=now, window=MINUTE)[0])
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 41))
