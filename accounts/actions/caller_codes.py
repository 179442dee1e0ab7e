"""A code for a caller (C14, A-14): the operator starts it, only the citizen types it, nobody says it.

It is bound to the conversation and goes to the phone or e-mail of the profile. The operator sees how
it fares (`accounts.selectors.caller_codes.CodeFace`), never the digits.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.assurance import CODE, lift_level
from accounts.actions.codes import CodeFor, Purpose, WrongCode, request_code, try_code
from accounts.events import CallerCodeEntered, CallerCodeSpoken, CallerCodeStarted
from accounts.identifiers import SMS
from accounts.models import Assurance, Contact, OneTimeCode
from accounts.policies import can_identify
from accounts.selectors.caller_codes import binding, code_waiting_at
from accounts.selectors.identity import person_of
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from common.live import poke
from common.policies import require
from journal.facts import record

CHANNELS = ("sms", "email")
NOT_THIS = (
    "Код не подошёл. Возьмите код из последнего сообщения и проверьте, на тот ли адрес он пришёл. "
    "Не получается — попросите оператора отправить новый."
)


@transaction.atomic
def start_caller_code(*, contact: Contact, channel: str, by: Acts, now: datetime) -> OneTimeCode:
    """Send a code to the person of a conversation; the one before it is dead.

    Raises InvalidInput when there is no such address, TooManyRequests (60 s apart, 5 a day).
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_identify, by, contact)
    if channel not in CHANNELS:
        raise InvalidInput("Код отправляют в СМС или письмом.", field="channel")
    person = person_of(contact)
    address = person.phone if channel == SMS else person.email
    if not address:
        missing = "телефона" if channel == SMS else "почты"
        raise InvalidInput(f"В профиле нет {missing}: код отправить некуда.", field="channel")
    _codes_of(contact).filter(used_at=None, revoked_at=None).update(revoked_at=now)
    wanted = CodeFor(Purpose.CALLER, channel, address, binding(contact.pk), context=str(contact.pk))
    code = request_code(wanted=wanted, by=by, now=now)
    record(
        CallerCodeStarted(contact.pk, person.pk, code.pk, channel),
        by=by,
        at=now,
    )
    _poke(contact)
    return code


@transaction.atomic
def note_code_spoken(*, contact: Contact, by: Acts, now: datetime) -> None:
    """Kill a code the caller read aloud: what an operator has heard proves nothing (C14)."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_identify, by, contact)
    code = _codes_of(contact).filter(used_at=None, revoked_at=None).select_for_update().first()
    if code is None:
        raise DomainError("Кода, который можно отменить, нет.")
    code.revoked_at, code.code = now, ""
    code.save(update_fields=["revoked_at", "code"])
    record(CallerCodeSpoken(contact.pk, person_of(contact).pk, code.pk), by=by, at=now)


def enter_caller_code(*, address: str, code: str, by: Acts, now: datetime) -> None:
    """Take what the citizen typed; raises WrongCode in the same words whatever is wrong (A-10).

    Call outside a transaction: a wrong try must stay counted when this raises.
    """
    row = code_waiting_at(address, now=now)
    if row is None or not _enter(row, code, by=by, now=now):
        raise WrongCode(NOT_THIS, field="code")


@transaction.atomic
def _enter(row: OneTimeCode, digits: str, *, by: Acts, now: datetime) -> bool:
    """Try the digits; the right ones raise the level of the conversation."""
    contact = Contact.objects.select_for_update().get(pk=row.context)
    _poke(contact)
    if contact.ended_at is not None:
        return False
    _, left = try_code(
        code_id=row.pk,
        purpose=Purpose.CALLER,
        session_key=binding(contact.pk),
        code=digits,
        by=by,
        now=now,
    )
    if left >= 0:
        return False
    level = lift_level(contact=contact, level=Assurance.PHONE, proof=CODE, now=now)
    record(CallerCodeEntered(contact.pk, person_of(contact).pk, row.pk, level), by=by, at=now)
    return True


def _poke(contact: Contact) -> None:
    """Let the operator's panel and the citizen's cabinet fetch again."""
    topics = (f"contact:{contact.pk}", f"citizen:{contact.citizen_id}")
    transaction.on_commit(partial(poke, *topics))


def _codes_of(contact: Contact) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(purpose=Purpose.CALLER, context=str(contact.pk))
