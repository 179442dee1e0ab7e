"""The moment sweeps go by: the database's, one for all machines."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the database's clock, so that a worker with a wrong clock fires nothing early (F-11)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
