"""Running what is due. The row lock is the claim: a killed worker releases it by dying.

A handler only writes rows and does so in the transaction that marks its reaction done, so the
effect happens once. A failure keeps the row with its error and a later due time; after
MAX_ATTEMPTS the reaction waits for a person.
"""

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from common.errors import DomainError, InvalidInput
from journal.facts import fact_of
from journal.models import Reaction

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 10


def run_due(*, limit: int = 200) -> int:
    """Run up to `limit` due reactions one by one; return how many were taken."""
    done = 0
    while done < limit and _run_one(timezone.now()):
        done += 1
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


def _run_one(now: datetime) -> bool:
    with transaction.atomic():
        reaction = (
            Reaction.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("entry")
            .filter(done_at=None, dead_at=None, due_at__lte=now)
            .order_by("due_at", "id")
            .first()
        )
        if reaction is None:
            return False
        try:
            with transaction.atomic():
                import_string(reaction.handler)(fact_of(reaction.entry))
        except Exception as error:
            _postpone(reaction, error, now=now)
            return True
        reaction.done_at, reaction.error = now, ""
        reaction.save(update_fields=["done_at", "error"])
        return True


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
