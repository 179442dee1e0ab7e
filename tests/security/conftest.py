"""The API client and its keys, shared with the tests of the API."""

from collections.abc import Callable

import pytest

from tests.security.cast import everybody, things
from tests.tickets.api.conftest import (
    _files_of_their_own,
    api,
    key_a,
    new_ticket,
    reader,
    reference,
    ticket_a,
    ticket_b,
)

__all__ = [
    "_files_of_their_own",
    "api",
    "everybody",
    "key_a",
    "new_ticket",
    "reader",
    "reference",
    "things",
    "ticket_a",
    "ticket_b",
]


@pytest.fixture
def tables(db: None) -> Callable[[], dict[str, str]]:
    """Return a function that gives a checksum of every table but counters of limits."""
    from django.apps import apps
    from django.db import connection

    # What reading may touch: counters of limits, a key's last use, sessions.
    except_for = {"common_ratebucket", "django_session", "accounts_apikey"}
    names = sorted({model._meta.db_table for model in apps.get_models()} - except_for)

    def checksums() -> dict[str, str]:
        found = {}
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(
                    f"SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{name}\" t"
                )
                found[name] = cursor.fetchone()[0]
        return found

    return checksums
