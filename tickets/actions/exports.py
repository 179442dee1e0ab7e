"""Downloads of appeals are remembered: who took what."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from journal.facts import record
from tickets.events import TicketsExported
from tickets.policies import can_export


@transaction.atomic
def begin_export(*, by: User, kind: str, filters: Mapping[str, str], now: datetime) -> None:
    """Write down that a person downloads appeals, before the first row leaves.

    `filters` are codes of the list; words that were searched for stay out of the journal.
    """
    policies.require(can_export, by, message="Выгрузка обращений доступна супервизору.")
    codes = [f"{name}:{value}" for name, value in sorted(filters.items()) if value]
    record(TicketsExported(exporter_id=by.pk, format=kind, filters=codes), by=by, at=now)
