"""Who wakes the dispatcher: one who can take something now, not the heartbeats of hundreds who are busy."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from routing.actions.presence import note_seen
from routing.models import Presence
from routing.models.wake import CHANNEL
from routing.selectors.matching import ready_operators

pytestmark = pytest.mark.django_db(transaction=True)


def heard(deed: Any) -> list[str]:
    """Return what a listener hears of a deed."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
        raw = connection.connection
        raw.poll()
        raw.notifies.clear()
        deed()
        cursor.execute("SELECT 1")
        raw.poll()
        return [notice.payload for notice in raw.notifies]


def test_a_heartbeat_wakes_nobody(operator: Any, now: datetime) -> None:
    person = operator()
    later = now + timedelta(seconds=20)
    assert heard(lambda: note_seen(operator_id=person.pk, now=later)) == []
    assert Presence.objects.get(pk=person.pk).seen_at == later


def test_who_has_room_again_does(operator: Any) -> None:
    person = operator()
    row = Presence.objects.filter(pk=person.pk)
    assert heard(lambda: row.update(load=100)) == []
    assert ready_operators(most=10) == []
    assert heard(lambda: row.update(load=90)) == [f"operator:{person.pk}"]
    assert ready_operators(most=10) == [person.pk]
