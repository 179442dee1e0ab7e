"""Steps of a citizen in a dialog: each reads its form, asks one door, says what the page should add."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.forms import Form
from django.http import HttpRequest

from chat.actions.calling_back import wait_by_phone
from chat.actions.continuing import Purpose, WantedLink, ask_link
from chat.actions.ending import end_talk, resume_dialog
from chat.actions.files import Upload, upload_file
from chat.actions.guest_details import GuestDetails, ask_phone_code, name_guest, prove_phone
from chat.actions.helping import choose_topic
from chat.actions.messages import Words, say
from chat.actions.opening import ask_operator
from chat.actions.rating import Rating, rate_dialog
from chat.actions.ticketing import leave_ticket
from chat.forms import CodeForm, ContinueForm, GuestForm, MailForm, RatingForm, TextForm, TopicForm
from chat.guests import Guest
from chat.helper import help_out
from chat.models import Dialog
from chat.views.limits import admit_sending
from common.errors import InvalidInput
from common.ids import new_id
from topics.selectors import topic_of

Extra = dict[str, Any] | None
Step = Callable[[HttpRequest, Dialog, Any, datetime], Extra]
_CODE_SALT = "chat.phone-code"


def _words(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    """Say something by a plain form, with files: the way without scripts, and the helper's."""
    files = [
        upload_file(dialog=dialog, upload=Upload(file, file.name), by=by, now=now)
        for file in request.FILES.getlist("files")
    ]
    text = request.POST.get("text", "") if files else _checked(TextForm(request.POST))["text"]
    words = Words(cid=new_id(), text=text, files=tuple(file.pk for file in files))
    say(dialog=dialog, words=words, by=by, now=now)
    help_out(dialog=dialog, text=text, now=now)
    return None


def _topic(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    topic = topic_of(_checked(TopicForm(request.POST))["topic"])
    if topic is None:
        raise InvalidInput("Такой темы больше нет. Выберите другую.", field="topic")
    choose_topic(dialog=dialog, topic=topic, by=by, now=now)
    return None


def _ask(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    _name(request, dialog, by, now)
    ask_operator(dialog=dialog, by=by, now=now)
    return None


def _ticket(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    _name(request, dialog, by, now)
    leave_ticket(dialog=dialog, by=by, now=now)
    return None


def _callback(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    _name(request, dialog, by, now)
    wait_by_phone(dialog=dialog, by=by, now=now)
    return None


def _end(_request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    end_talk(dialog=dialog, by=by, now=now)
    return None


def _resume(_request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    resume_dialog(dialog=dialog, by=by, now=now)
    return None


def _rate(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    given = _checked(RatingForm(request.POST))
    rating = Rating(given["stars"], given["words"])
    rate_dialog(dialog=dialog, rating=rating, by=by, now=now)
    return None


def _transcript(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    address = _checked(MailForm(request.POST))["address"] if isinstance(by, Guest) else ""
    admit_sending(request, dialog, now=now)
    wanted = WantedLink(Purpose.TRANSCRIPT, "email", address)
    ask_link(dialog=dialog, wanted=wanted, by=by, now=now)
    return {"told": "Отправили ссылку на запись разговора. Она действует неделю."}


def _continue(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    given = _checked(ContinueForm(request.POST))
    address = given["address"]
    if given["channel"] == "email" and isinstance(by, Guest):
        address = _checked(MailForm({"address": address}))["address"]
    admit_sending(request, dialog, now=now)
    wanted = WantedLink(Purpose.CONTINUE, given["channel"], address)
    ask_link(dialog=dialog, wanted=wanted, by=by, now=now)
    return {"told": "Отправили ссылку. Она откроет этот разговор один раз, в течение суток."}


def _code(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    """Have the code sent; which one it is travels in the form under our signature."""
    admit_sending(request, dialog, now=now)
    code = ask_phone_code(dialog=dialog, by=by, now=now)
    return {"code_sent": signing.dumps(str(code.pk), salt=_CODE_SALT)}


def _prove(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> Extra:
    given = _checked(CodeForm(request.POST))
    try:
        code_id = UUID(signing.loads(given["sent"], salt=_CODE_SALT))
    except (signing.BadSignature, ValueError) as error:
        raise InvalidInput("Запросите код ещё раз.", field="code") from error
    prove_phone(dialog=dialog, code_id=code_id, code=given["code"], by=by, now=now)
    return {"told": "Номер подтверждён. Специалист видит это и может говорить о ваших данных."}


STEPS: dict[str, Step] = {
    "say": _words,
    "topic": _topic,
    "ask": _ask,
    "ticket": _ticket,
    "callback": _callback,
    "end": _end,
    "resume": _resume,
    "rate": _rate,
    "transcript": _transcript,
    "continue": _continue,
    "code": _code,
    "prove": _prove,
}


def _name(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> None:
    """Take a guest's name and number with the step that needs them, once."""
    if isinstance(by, Guest) and not dialog.phone:
        given = _checked(GuestForm(request.POST))
        details = GuestDetails(given["name"], given["phone"])
        name_guest(dialog=dialog, details=details, by=by, now=now)


def _checked(form: Form) -> dict[str, Any]:
    """Return what a form holds; its first complaint is the refusal."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        told = f"{label}: {errors[0]}" if label else str(errors[0])
        raise InvalidInput(told, field=field)
    return dict(form.cleaned_data)
