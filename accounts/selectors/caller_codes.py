"""Codes for callers: which one waits at an address, how one fares. Never the digits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.identifiers import SMS
from accounts.models import Citizen, Contact, OneTimeCode
from common.masking import mask_email
from common.phones import mask_phone

TRIES = 5
# What the gateway says of a message that did not arrive, in words for the desk.
WHY = {
    "undeliv": "абонент недоступен",
    "expired": "абонент не появился в сети",
    "rejectd": "оператор связи отклонил сообщение",
    "deleted": "оператор связи удалил сообщение",
    "unknown": "оператор связи не знает, что стало с сообщением",
    "late": "не успели отправить вовремя",
    "dead": "отправить не получилось",
}


class Stage(StrEnum):
    """How a code fares, from the first to the last."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    WRONG = "wrong"
    ENTERED = "entered"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    REVOKED = "revoked"


LABELS = {
    Stage.QUEUED: "отправляется",
    Stage.SENT: "отправлен",
    Stage.DELIVERED: "доставлен, ждём ввода",
    Stage.UNDELIVERED: "не доставлен",
    Stage.WRONG: "введён неверно",
    Stage.ENTERED: "введён верно",
    Stage.BLOCKED: "заблокирован: пять неверных попыток",
    Stage.EXPIRED: "истёк: прошло 10 минут",
    Stage.REVOKED: "отменён",
}


@dataclass(frozen=True, slots=True)
class CodeFace:
    """A code as the operator sees it."""

    stage: Stage
    channel: str
    address: str
    created_at: datetime
    expires_at: datetime
    left: int
    reason: str

    @property
    def label(self) -> str:
        if self.stage == Stage.UNDELIVERED and self.reason in WHY:
            return f"{LABELS[self.stage]}: {WHY[self.reason]}"
        if self.stage == Stage.WRONG:
            return f"{LABELS[self.stage]}, осталось попыток: {self.left}"
        return LABELS[self.stage]

    @property
    def is_waiting(self) -> bool:
        return self.stage in {Stage.QUEUED, Stage.SENT, Stage.DELIVERED, Stage.WRONG}


def binding(contact_id: UUID) -> str:
    """Return what a caller's code is bound to in place of a browser's session."""
    return f"contact:{contact_id}"


def code_of(contact: Contact, *, now: datetime) -> CodeFace | None:
    """Return the latest code of a conversation."""
    row = (
        OneTimeCode.objects.filter(purpose=OneTimeCode.Purpose.CALLER, context=str(contact.pk))
        .order_by("-created_at")
        .first()
    )
    if row is None:
        return None
    by_sms = row.channel == SMS
    return CodeFace(
        stage=_stage(row, now),
        channel=row.channel,
        address=mask_phone(row.address) if by_sms else mask_email(row.address),
        created_at=row.created_at,
        expires_at=row.expires_at,
        left=TRIES - row.attempts,
        reason=row.delivery_reason,
    )


def code_waiting_at(address: str, *, now: datetime) -> OneTimeCode | None:
    """Return the code that may be typed for a phone or e-mail now: the latest one."""
    return _open_codes(now).filter(address_index=address).order_by("-created_at").first()


def address_waited_at(citizen: Citizen, *, now: datetime) -> str:
    """Return the own address of a signed-in citizen at which a code waits, "" when none does."""
    mine = Q()
    for address in filter(None, (citizen.phone, citizen.email)):
        mine |= Q(address_index=address)
    row = _open_codes(now).filter(mine).order_by("-created_at").first() if mine else None
    return str(row.address) if row else ""


def _open_codes(now: datetime) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(
        purpose=OneTimeCode.Purpose.CALLER,
        used_at=None,
        revoked_at=None,
        expires_at__gt=now,
        attempts__lt=TRIES,
    )


def _stage(row: OneTimeCode, now: datetime) -> Stage:
    if row.used_at is not None:
        return Stage.ENTERED
    if row.revoked_at is not None:
        return Stage.REVOKED
    if row.attempts >= TRIES:
        return Stage.BLOCKED
    if row.expires_at <= now:
        return Stage.EXPIRED
    if row.attempts:
        return Stage.WRONG
    sending = {
        "delivered": Stage.DELIVERED,
        "sent": Stage.SENT,
        "failed": Stage.UNDELIVERED,
        "undelivered": Stage.UNDELIVERED,
    }
    return sending.get(row.delivery, Stage.QUEUED)
