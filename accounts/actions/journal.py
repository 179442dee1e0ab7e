"""Reading the journal is itself a fact of the journal (L-08)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policies import can_read_journal
from common import policies
from journal.events import JournalRead
from journal.facts import record


@transaction.atomic
def note_journal_reading(*, by: User, form: str, filters: Mapping[str, str], now: datetime) -> None:
    """Write down who reads the journal, in which form (page or csv) and by which filters.

    `filters` are codes and ids. Called before anything is shown.
    """
    policies.require(
        can_read_journal,
        by,
        message="Журнал читают аудитор и ответственный за персональные данные.",
    )
    codes = [f"{name}:{value}" for name, value in sorted(filters.items()) if value]
    record(JournalRead(reader_id=by.pk, form=form, filters=codes), by=by, at=now)
