"""Who a guest says they are, and what they proved: the dialog is found by phone and by profile (R-018).

A number that was only typed links to nobody: no profile is shown to a guest, and no guest's dialog
to the owner of the number, until a code from an SMS has proved it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions.codes import CodeFor, Purpose, check_code, request_code
from accounts.actions.profiles import Caller, find_or_create_citizen
from accounts.models import OneTimeCode
from chat.actions._locking import locked
from chat.actions.messages import say_event
from chat.events import GuestNamed
from chat.guests import Guest
from chat.models import Dialog
from chat.policies import can_name_guest
from common.actors import SYSTEM
from common.errors import InvalidInput
from common.phones import parse_phone
from common.policies import require
from journal.facts import record

MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class GuestDetails:
    name: str
    phone: str


@transaction.atomic
def name_guest(*, dialog: Dialog, details: GuestDetails, by: Guest, now: datetime) -> Dialog:
    """Keep how to call a guest and by which number; raises InvalidInput."""
    dialog = locked(dialog)
    require(can_name_guest, by, dialog)
    name = " ".join(details.name.replace("\x00", "").split())[:MOST_NAME]
    if not name:
        raise InvalidInput("Напишите, как к вам обращаться.", field="name")
    dialog.name, dialog.phone = name, parse_phone(details.phone).e164
    dialog.save(update_fields=["name", "phone", "phone_index"])
    record(GuestNamed(dialog.pk, is_proved=False), by=by, at=now)
    return dialog


@transaction.atomic
def ask_phone_code(*, dialog: Dialog, by: Guest, now: datetime) -> OneTimeCode:
    """Send a code to the number the guest gave; it is bound to this dialog and this browser."""
    dialog = locked(dialog)
    require(can_name_guest, by, dialog)
    phone = parse_phone(dialog.phone)
    if not phone.sms_allowed:
        raise InvalidInput("На этот номер не приходят СМС.", field="phone")
    wanted = CodeFor(Purpose.CHAT, "sms", phone.e164, by.digest.hex(), context=str(dialog.pk))
    return request_code(wanted=wanted, by=by, now=now)


def prove_phone(*, dialog: Dialog, code_id: UUID, code: str, by: Guest, now: datetime) -> Dialog:
    """Take the code and link the dialog to the profile of the number; raises WrongCode, DeadCode.

    Not in one transaction: a wrong try must stay counted.
    """
    require(can_name_guest, by, dialog)
    used = check_code(
        code_id=code_id,
        purpose=Purpose.CHAT,
        session_key=by.digest.hex(),
        code=code,
        by=by,
        now=now,
    )
    return _note_proved(dialog=dialog, used=used, by=by, now=now)


@transaction.atomic
def _note_proved(*, dialog: Dialog, used: OneTimeCode, by: Guest, now: datetime) -> Dialog:
    dialog = locked(dialog)
    require(can_name_guest, by, dialog)
    if used.context != str(dialog.pk) or used.address != dialog.phone:
        raise InvalidInput("Код был отправлен на другой номер. Запросите новый.", field="code")
    caller = Caller(phone=dialog.phone, language=dialog.language)
    dialog.citizen = find_or_create_citizen(caller=caller, by=SYSTEM, now=now)
    dialog.is_phone_proved = True
    dialog.save(update_fields=["citizen", "is_phone_proved"])
    say_event(dialog=dialog, event="phone_proved", by=by, now=now)
    record(GuestNamed(dialog.pk, is_proved=True), by=by, at=now)
    dialog.refresh_from_db()
    return dialog
