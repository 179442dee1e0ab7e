"""What the citizen makes of the answer: read it, mark it (decisions 7)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from common import policies
from common.errors import DomainError, InvalidInput
from journal.facts import record
from tickets.actions._move import MoveRefused
from tickets.actions._timeline import Kind, locked
from tickets.events import AnswerRead, TicketRated
from tickets.models import Rating, Ticket
from tickets.policies import can_mark_read, can_rate
from tickets.states import REOPENABLE

MAX_WORDS = 2000
SCORES = range(1, 6)


class AlreadyRated(DomainError):
    """This answer has its mark, and the mark can't be changed any more."""

    code = "already_rated"


@transaction.atomic
def mark_answer_read(*, ticket: Ticket, by: User, now: datetime) -> Ticket:
    """Note that the citizen opened the answer. Without an unread one nothing changes."""
    ticket = locked(ticket)
    policies.require(can_mark_read, by, ticket)
    if ticket.answer_unread:
        ticket.answer_unread = False
        ticket.save(update_fields=["answer_unread"])
        record(AnswerRead(ticket_id=ticket.pk), by=by, at=now)
    return ticket


@transaction.atomic
def rate_answer(*, ticket: Ticket, by: User, score: int, now: datetime, words: str = "") -> Rating:
    """Mark the last answer 1-5 with a few words; a mark is changed once, within a day.

    Every answer has its own mark: after a reopening the new one is rated anew.
    """
    ticket = locked(ticket)
    if ticket.status not in REOPENABLE:
        raise MoveRefused("Оценить можно после ответа. Дождитесь его: придёт уведомление.")
    policies.require(can_rate, by, ticket)
    if score not in SCORES:
        raise InvalidInput("Поставьте оценку от 1 до 5.", field="score")
    words = words.replace("\x00", "").strip()
    if len(words) > MAX_WORDS:
        raise InvalidInput(f"Отзыв — не длиннее {MAX_WORDS} знаков.", field="words")
    answer = ticket.items.filter(kind=Kind.REPLY, is_public=True).order_by("-seq").first()
    if answer is None:
        raise MoveRefused("По этому обращению не было ответа: оценивать нечего.")
    rating = Rating.objects.filter(ticket=ticket, answer_seq=answer.seq).first()
    if rating is None:
        rating = Rating(ticket=ticket, answer_seq=answer.seq, rated_at=now)
        rating.assignee = answer.author
    elif (rating.score, rating.words) == (score, words):
        return rating
    else:
        _require_changeable(rating, now)
        rating.changed_at = now
    rating.score, rating.words = score, words
    rating.save()
    record(TicketRated(ticket_id=ticket.pk, score=score), by=by, at=now)
    return rating


def _require_changeable(rating: Rating, now: datetime) -> None:
    window = timedelta(hours=settings.RATING_CHANGE_HOURS)
    if rating.changed_at is not None or now - rating.rated_at > window:
        raise AlreadyRated(
            "Оценка уже принята. Её можно исправить один раз в течение суток. Спасибо!"
        )
