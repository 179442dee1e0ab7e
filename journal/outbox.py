"""Running what is due. The row lock is the claim: a killed worker releases it by dying.

A handler only writes rows and does so in the transaction that marks its reaction done, so the
effect happens once. What one fact owes is run together: a claim and a commit for each of its eight
reactions cost as much as the reactions. A failure undoes its own reaction only and keeps the row
with its error and a later due time; after MAX_ATTEMPTS the reaction waits for a person.
"""

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from common.errors import DomainError, InvalidInput
from journal.facts import fact_of
from journal.models import Entry, Reaction

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 10

# The longest due reaction nobody runs, and with it what else is due of the same fact.
_CLAIM = """
WITH first AS (
    SELECT entry_id FROM journal_reaction
    WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
SELECT reaction.* FROM journal_reaction AS reaction JOIN first USING (entry_id)
WHERE reaction.done_at IS NULL AND reaction.dead_at IS NULL AND reaction.due_at <= %(now)s
ORDER BY reaction.id FOR UPDATE OF reaction SKIP LOCKED
"""


def run_due(*, limit: int = 200) -> int:
    """Run due reactions, fact by fact, until about `limit` were taken; return how many."""
    done = 0
    while done < limit and (taken := _run_fact(timezone.now())):
        done += taken
    return done


def pending_age_s(*, now: datetime) -> float:
    """Return the age of the oldest due reaction in seconds: the health of the outbox."""
    oldest = (
        Reaction.objects.filter(done_at=None, dead_at=None, due_at__lte=now)
        .order_by("due_at")
        .first()
    )
    return (now - oldest.due_at).total_seconds() if oldest else 0.0


@transaction.atomic
def revive(*, reaction_id: int, now: datetime) -> None:
    """Give a dead reaction another round of attempts."""
    reaction = Reaction.objects.select_for_update().get(pk=reaction_id)
    if reaction.dead_at is None:
        raise InvalidInput("Эта реакция не отложена: повторять нечего.")
    reaction.dead_at, reaction.attempts, reaction.due_at = None, 0, now
    reaction.save(update_fields=["dead_at", "attempts", "due_at"])


def _run_fact(now: datetime) -> int:
    """Run what is due of one fact in one transaction, each reaction in a savepoint of its own."""
    with transaction.atomic():
        claimed = list(Reaction.objects.raw(_CLAIM, {"now": now}))
        if not claimed:
            return 0
        entry = Entry.objects.get(pk=claimed[0].entry_id)
        done = []
        for reaction in claimed:
            try:
                with transaction.atomic():
                    import_string(reaction.handler)(fact_of(entry))
            except Exception as error:
                _postpone(reaction, error, now=now)
            else:
                done.append(reaction.pk)
        Reaction.objects.filter(pk__in=done).update(done_at=now, error="")
        return len(claimed)


def _postpone(reaction: Reaction, error: Exception, *, now: datetime) -> None:
    logger.log(
        logging.WARNING if isinstance(error, DomainError) else logging.ERROR,
        "A reaction failed and will be tried again",
        extra={"handler": reaction.handler, "entry": reaction.entry_id},
        exc_info=error,
    )
    reaction.attempts += 1
    reaction.error = type(error).__name__
    if reaction.attempts >= MAX_ATTEMPTS:
        reaction.dead_at = now
    delay = min(2**reaction.attempts, 600) * random.uniform(0.8, 1.2)
    reaction.due_at = now + timedelta(seconds=delay)
    reaction.save(update_fields=["attempts", "error", "dead_at", "due_at"])
