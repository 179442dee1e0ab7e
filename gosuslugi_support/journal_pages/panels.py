"""The link to the journal in the staff header; wiring puts it into its slot."""

from typing import Any

from accounts.policies import can_read_journal
from common.slots import Panel


def _may_read(request: Any, _thing: Any) -> bool:
    return can_read_journal(request.user)


JOURNAL_LINK = Panel("Журнал", "journal/_nav_journal.html", may_see=_may_read)
