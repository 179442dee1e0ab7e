"""Showing what a text of an appeal hides: for one viewing, with a reason, at most so often an hour."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Reveal, User
from common.errors import DomainError, InvalidInput, TooManyRequests
from common.masking import ONLY_CODES, MaskedText, mask_text
from common.policies import require
from common.ratelimit import bucket_key, hit
from journal.facts import record
from tickets.events import TextRevealed, TextRevealLimitReached
from tickets.models import Ticket, TimelineItem
from tickets.policies import can_reveal_text

HOUR = timedelta(hours=1)


class NothingHidden(DomainError):
    """The text hides nothing that may be shown; codes are shown to nobody (C14)."""

    code = "nothing_hidden"


def reveal_text(*, item: TimelineItem, by: User, reason: str, now: datetime) -> MaskedText:
    """Return the text with only its codes hidden. One fact a viewing; refusals over the limit are facts too.

    Call outside a transaction. Raises NotAllowed, InvalidInput, NothingHidden, TooManyRequests.
    """
    require(can_reveal_text, by, _shown_in(item, by))
    if reason not in Reveal.Reason.values:
        raise InvalidInput("Выберите, зачем нужен полный текст.", field="why")
    shown = mask_text(str(item.body), ONLY_CODES)
    if shown == mask_text(str(item.body)):
        raise NothingHidden("В этом тексте показывать нечего: коды не видит никто.")
    uses, again_s = hit(bucket_key("text-reveals", by.pk), now=now, window=HOUR)
    refused = uses - settings.TEXT_REVEALS_PER_HOUR
    with transaction.atomic():
        if refused > 0:
            record(TextRevealLimitReached(item.ticket_id, by.pk, refused), by=by, at=now)
        else:
            record(TextRevealed(item.ticket_id, item.pk, str(reason)), by=by, at=now)
    if refused > 0:
        raise TooManyRequests(
            f"За час вы открыли {settings.TEXT_REVEALS_PER_HOUR} скрытых текстов — это предел. "
            "Закончите начатое по маскам или позовите супервизора: ему уже сообщили.",
            retry_after_s=again_s,
        )
    return shown


def _shown_in(item: TimelineItem, by: User) -> Ticket:
    """Return the appeal by which the reader may see the line: its own, or what that was joined into."""
    head = item.ticket.merged_into
    return head if head is not None and can_reveal_text(by, head) else item.ticket
