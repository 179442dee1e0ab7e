"""How the talk was: stars and a word, once, by whose dialog it was (CSAT)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chat.actions._locking import locked
from chat.events import DialogRated
from chat.models import Dialog
from chat.policies import can_rate
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record

MOST_WORDS = 500
OPEN_FOR = timedelta(days=7)


class RatedAlready(DomainError):
    """A talk is rated once."""

    code = "rated_already"


@dataclass(frozen=True, slots=True)
class Rating:
    stars: int
    words: str = ""


@transaction.atomic
def rate_dialog(*, dialog: Dialog, rating: Rating, by: Acts, now: datetime) -> Dialog:
    """Keep the mark and the word; raises RatedAlready, InvalidInput."""
    dialog = locked(dialog)
    require(can_rate, by, dialog)
    if dialog.rating is not None:
        raise RatedAlready("Вы уже оценили этот разговор. Спасибо!")
    ended_at = dialog.talk_ended_at or dialog.ended_at
    if ended_at is not None and now - ended_at > OPEN_FOR:
        raise InvalidInput("Оценить разговор можно в течение недели.", field="stars")
    if rating.stars not in range(1, 6):
        raise InvalidInput("Выберите от одной до пяти звёзд.", field="stars")
    dialog.rating, dialog.rated_at = rating.stars, now
    dialog.rating_word = " ".join(rating.words.replace("\x00", "").split())[:MOST_WORDS]
    dialog.save(update_fields=["rating", "rating_word", "rated_at"])
    record(DialogRated(dialog.pk, rating.stars), by=by, at=now)
    return dialog
