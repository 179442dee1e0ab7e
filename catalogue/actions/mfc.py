"""Asking the MFC how far an application is: by its number, limited, written down."""

import re
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from catalogue.events import MfcAsked
from catalogue.gateways.mfc import Answer, Question
from catalogue.outlets import mfc_gateway
from catalogue.policies import can_use_catalogue
from common.errors import InvalidInput
from common.ids import new_id
from common.policies import require
from common.ratelimit import bucket_key, limit
from journal.facts import record

DIGITS = 12
MOST_AN_HOUR = 60


def ask_mfc(*, number: str, by: User, now: datetime) -> Answer:
    """Return what the MFC says of an application. Nothing of it is kept, that it was asked is.

    The neighbour is talked to outside any transaction. Raises InvalidInput, TooManyRequests.
    """
    require(can_use_catalogue, by)
    question = Question(new_id(), _number(number))
    limit(
        bucket_key("mfc-status", by.pk),
        most=MOST_AN_HOUR,
        window=timedelta(hours=1),
        now=now,
        message="За час спрошено слишком много заявлений. Попросите старшего, если нужно ещё.",
    )
    answer = mfc_gateway().status(question)
    _note_asked(question, answer, by=by, now=now)
    return answer


@transaction.atomic
def _note_asked(question: Question, answer: Answer, *, by: User, now: datetime) -> None:
    record(MfcAsked(question.request_id, type(answer).__name__.lower()), by=by, at=now)


def _number(text: str) -> str:
    digits = re.sub(r"[\s№\u00a0-]", "", text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS):
        raise InvalidInput(
            f"Номер заявления в МФЦ — {DIGITS} цифр, он напечатан вверху расписки.", field="number"
        )
    return digits
