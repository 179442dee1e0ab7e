"""The state of an appeal by its number and a one-time code (Z-16, A-10, A-15).

The number alone opens nothing and changes nothing in what a stranger is told: a code is asked for
every well-formed number, and for a number that is nobody's it is a decoy that costs the same work.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.actions.codes import CodeFor, Purpose, check_code, request_code
from accounts.models import OneTimeCode
from common.actors import SYSTEM
from common.errors import TooManyRequests
from common.ids import new_id
from common.ratelimit import bucket_key, limit
from tickets.models import Ticket
from tickets.selectors.visibility import ticket_by_number_for_code

WINDOW = timedelta(minutes=15)
NUMBERS_OF_ONE_NETWORK = 10
CODES_OF_ONE_NETWORK = 30
# Strangers must not use up the five codes a day by which the person signs in.
ASKED_A_DAY = 3
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who asks: the browser's session and the network that limits count by."""

    session_key: str
    network: str


def ask_status_code(*, number: int, asked_by: Stranger, now: datetime) -> UUID:
    """Send a code to the phone of the appeal, else its e-mail; return the id to check it by.

    Whatever the number is, the answer is an id. Raises TooManyRequests over the network's limit.
    Call outside a transaction: a refused try must still count.
    """
    _count("status-number", NUMBERS_OF_ONE_NETWORK, asked_by, now=now)
    wanted = _wanted(number, asked_by.session_key)
    if _asked_today(wanted.address, now=now) >= ASKED_A_DAY:
        wanted = _decoy(asked_by.session_key)
    try:
        return request_code(wanted=wanted, by=SYSTEM, now=now).pk
    except TooManyRequests:
        # "Sent a minute ago" would tell that the number is somebody's.
        decoy = _decoy(asked_by.session_key)
        return request_code(wanted=decoy, by=SYSTEM, now=now).pk


def open_status(*, code_id: UUID, code: str, asked_by: Stranger, now: datetime) -> UUID:
    """Use the code up and return the id of the appeal it opens; raises WrongCode, DeadCode.

    Call outside a transaction: a wrong try must stay counted.
    """
    _count("status-code", CODES_OF_ONE_NETWORK, asked_by, now=now)
    used = check_code(
        code_id=code_id,
        purpose=Purpose.PUBLIC_STATUS,
        session_key=asked_by.session_key,
        code=code,
        by=SYSTEM,
        now=now,
    )
    return UUID(used.context)


def _wanted(number: int, session_key: str) -> CodeFor:
    ticket = ticket_by_number_for_code(number)
    if ticket is None:
        return _decoy(session_key, address=f"nobody:{number}")
    channel, address = _address_of(ticket)
    return CodeFor(
        purpose=Purpose.PUBLIC_STATUS,
        channel=channel,
        address=address,
        session_key=session_key,
        context=str(ticket.pk),
    )


def _decoy(session_key: str, address: str = "") -> CodeFor:
    return CodeFor(
        purpose=Purpose.PUBLIC_STATUS,
        channel="sms",
        address=address or f"nobody:{new_id()}",
        session_key=session_key,
        deliver=False,
    )


def _address_of(ticket: Ticket) -> tuple[str, str]:
    citizen = ticket.citizen
    assert citizen is not None  # an anonymous appeal was turned away above
    return ("sms", citizen.phone) if citizen.phone else ("email", citizen.email)


def _asked_today(address: str, *, now: datetime) -> int:
    asked = OneTimeCode.objects.filter(
        address_index=address, purpose=Purpose.PUBLIC_STATUS, created_at__gt=now - DAY
    )
    return asked.count()


def _count(name: str, most: int, asked_by: Stranger, *, now: datetime) -> None:
    limit(
        bucket_key(name, asked_by.network),
        most=most,
        window=WINDOW,
        now=now,
        message="Слишком много попыток подряд. Вернитесь через 15 минут или войдите в кабинет: "
        "там все ваши обращения видны сразу.",
    )
