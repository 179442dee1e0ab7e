"""«Перезвоните мне» instead of waiting in the chat: whoever calls has the whole dialog."""

from datetime import datetime

from django.db import transaction

from chat.actions._locking import locked
from chat.actions.ending import end_talk
from chat.actions.messages import say_event
from chat.events import DialogHandedOver
from chat.models import Dialog, HandOver
from chat.policies import can_leave_ticket
from chat.states import Ending, Result
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record
from routing.actions.callbacks import NewCallback, request_callback
from routing.models import Line
from routing.selectors.callbacks import callback_lines


@transaction.atomic
def wait_by_phone(*, dialog: Dialog, by: Acts, now: datetime) -> HandOver:
    """Promise a call in the nearest window and end the wait; raises InvalidInput without a number."""
    dialog = locked(dialog)
    require(can_leave_ticket, by, dialog)
    citizen = dialog.citizen
    phone = dialog.phone or (citizen.phone if citizen else "")
    if not phone:
        raise InvalidInput("Оставьте номер телефона, на который перезвонить.", field="phone")
    line = _line()
    new = NewCallback(
        phone=phone,
        line=line,
        language=dialog.language if dialog.language in line.languages else "ru",
        citizen=citizen,
        question=dialog.topic.title if dialog.topic else "Разговор из чата",
        asked_at=dialog.asked_at,
    )
    row, window = request_callback(new=new, by=SYSTEM, now=now)
    given = HandOver.objects.create(
        dialog=dialog, to=HandOver.To.PHONE, callback=row, at=now, over_at=now
    )
    dialog.result = Result.CALLBACK
    dialog.save(update_fields=["result"])
    told = {"since": window.begins.isoformat(), "until": window.ends.isoformat()}
    say_event(dialog=dialog, event="handed_to_phone", by=by, now=now, data=told)
    record(DialogHandedOver(dialog_id=dialog.pk, to=HandOver.To.PHONE), by=by, at=now)
    end_talk(dialog=dialog, by=by, now=now, ending=Ending.PHONE)
    return given


def _line() -> Line:
    lines = callback_lines()
    if not lines:
        raise InvalidInput("Сейчас перезвонить некому. Оставьте обращение: ответим письменно.")
    return next((line for line in lines if line.code == "hotline"), lines[0])
