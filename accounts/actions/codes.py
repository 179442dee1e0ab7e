"""One-time codes: asked for, sent by `notifications`, checked once (A-14, A-15).

Six digits, kept as a keyed digest, bound to purpose and session, five tries, ten minutes.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

from accounts.actions.assurance import CODE, lift_profile
from accounts.events import CodeRefused, CodeRequested, CodeUsed
from accounts.identifiers import Identifier
from accounts.models import Assurance, OneTimeCode
from accounts.selectors import citizen_with_sign_in
from common.actors import Acts
from common.errors import DomainError, InvalidInput, TooManyRequests
from common.fields import keyed_digest
from common.ids import new_id
from common.live import poke
from journal.facts import record

LIFE = timedelta(minutes=10)
PAUSE = timedelta(seconds=60)
DAY = timedelta(days=1)
TRIES = 5
PER_DAY = 5
KEPT = timedelta(days=2)

Purpose = OneTimeCode.Purpose
PROVES_A_PERSON = frozenset({Purpose.LOGIN, Purpose.RECOVERY})


class WrongCode(InvalidInput):
    """The digits do not match; `left` tries remain."""

    code = "wrong_code"


class DeadCode(DomainError):
    """The code was used, is too old, was guessed at too often, or belongs to another session."""

    code = "dead_code"


@dataclass(frozen=True, slots=True)
class CodeFor:
    """What a code is for. `context` is the purpose's own id; `deliver=False` makes a decoy, which
    costs the same work and opens nothing: for addresses nobody signs in with (A-10).
    """

    purpose: str
    channel: str
    address: str
    session_key: str
    context: str = ""
    deliver: bool = True


@transaction.atomic
def request_code(*, wanted: CodeFor, by: Acts, now: datetime) -> OneTimeCode:
    """Make a code and ask for its sending; raises TooManyRequests (60 s apart, 5 a day an address)."""
    if not wanted.session_key:
        raise TypeError("A code is bound to a session: create it first.")
    _one_at_a_time(wanted.address)
    _check_pace(wanted.address, now=now)
    row_id, digits = new_id(), f"{secrets.randbelow(10**6):06}"
    row = OneTimeCode.objects.create(
        id=row_id,
        purpose=wanted.purpose,
        channel=wanted.channel,
        address=wanted.address,
        context=wanted.context,
        session_digest=_session_digest(wanted.session_key),
        code=digits if wanted.deliver else "",
        code_digest=_code_digest(row_id, digits if wanted.deliver else secrets.token_hex()),
        created_at=now,
        expires_at=now + LIFE,
        delivery="" if wanted.deliver else OneTimeCode.WITHHELD,
    )
    record(CodeRequested(row.pk, row.purpose, row.channel), by=by, at=now)
    return row


def check_code(
    *, code_id: UUID, purpose: str, session_key: str, code: str, by: Acts, now: datetime
) -> OneTimeCode:
    """Use a code up and return it; raises WrongCode or DeadCode.

    Call outside a transaction: a wrong try must stay counted when this raises.
    """
    row, left = try_code(
        code_id=code_id,
        purpose=purpose,
        session_key=session_key,
        code=code,
        by=by,
        now=now,
    )
    if row is None or left == 0:
        raise DeadCode("Этот код больше не действует. Запросите новый.")
    if row.used_at is None:
        raise WrongCode(f"Код не подошёл. Осталось попыток: {left}.", field="code")
    return row


@transaction.atomic
def try_code(
    *, code_id: UUID, purpose: str, session_key: str, code: str, by: Acts, now: datetime
) -> tuple[OneTimeCode | None, int]:
    """A step of the doors that take a code: return the row (None: no such code here) and the tries left; -1 after the right code."""
    row = OneTimeCode.objects.select_for_update().filter(pk=code_id, purpose=purpose).first()
    if row is None or not _is_alive(row, session_key=session_key, now=now):
        return None, 0
    digits = "".join(character for character in code if character.isdigit())
    if constant_time_compare(_code_digest(row.pk, digits), bytes(row.code_digest)):
        row.used_at, row.code = now, ""
        row.save(update_fields=["used_at", "code"])
        record(CodeUsed(row.pk, row.purpose), by=by, at=now)
        if row.purpose in PROVES_A_PERSON:
            _lift_owner(row, now=now)
        return row, -1
    row.attempts += 1
    row.save(update_fields=["attempts"])
    record(CodeRefused(row.pk, row.purpose, row.attempts), by=by, at=now)
    return row, TRIES - row.attempts


def _lift_owner(row: OneTimeCode, *, now: datetime) -> None:
    """Whoever signs in with the address has shown that it is theirs."""
    owner = citizen_with_sign_in(Identifier(row.channel, row.address))
    if owner is not None:
        lift_profile(citizen_id=owner.pk, level=Assurance.PHONE, proof=CODE, now=now)


@transaction.atomic
def note_delivery(*, code_id: UUID, outcome: str, reason: str = "") -> None:
    """Note how the sending went and forget the open digits.

    `outcome`: sent, delivered, undelivered, failed; `reason` is a key of
    `accounts.selectors.caller_codes.WHY`. The operator who waits for the code sees it at once.
    Records no fact: the delivery's own history is in `notifications`.
    """
    row = OneTimeCode.objects.select_for_update().filter(pk=code_id).first()
    if row is None or row.delivery == OneTimeCode.WITHHELD:
        return
    row.delivery, row.delivery_reason, row.code = outcome[:16], reason[:16], ""
    row.save(update_fields=["delivery", "delivery_reason", "code"])
    if row.purpose == Purpose.CALLER:
        transaction.on_commit(partial(poke, f"contact:{row.context}"))


def purge_codes(*, now: datetime, kept: timedelta = KEPT) -> int:
    """Delete codes that were kept long enough, with the addresses in them; return how many."""
    return OneTimeCode.objects.filter(created_at__lt=now - kept).delete()[0]


def _is_alive(row: OneTimeCode, *, session_key: str, now: datetime) -> bool:
    same = constant_time_compare(_session_digest(session_key), bytes(row.session_digest))
    is_open = row.used_at is None and row.revoked_at is None
    return same and is_open and row.attempts < TRIES and now < row.expires_at


def _check_pace(address: str, *, now: datetime) -> None:
    made = list(
        OneTimeCode.objects.filter(address_index=address, created_at__gt=now - DAY)
        .order_by("-created_at")
        .values_list("created_at", flat=True)[:PER_DAY]
    )
    if len(made) == PER_DAY:
        wait = made[-1] + DAY - now
        raise TooManyRequests(
            "На этот адрес сегодня отправлено пять кодов, больше нельзя. Войдите по паролю "
            "или вернитесь завтра.",
            retry_after_s=int(wait.total_seconds()) + 1,
        )
    if made and now - made[0] < PAUSE:
        wait_s = int((made[0] + PAUSE - now).total_seconds()) + 1
        raise TooManyRequests(
            f"Код уже отправлен. Новый можно запросить через {wait_s} с.",
            retry_after_s=wait_s,
        )


def _one_at_a_time(address: str) -> None:
    """Queue up requests for one address until commit, so that the counts above are exact."""
    number = int.from_bytes(
        keyed_digest(address.lower(), place="accounts.code.lock")[:8],
        "big",
        signed=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _code_digest(code_id: UUID, digits: str) -> bytes:
    return keyed_digest(f"{code_id}:{digits}", place="accounts.code")


def _session_digest(session_key: str) -> bytes:
    return keyed_digest(session_key, place="accounts.code.session")
