"""The telling words, and the doors they go in by."""

import io
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actions.codes import CodeFor, request_code
from accounts.actions.documents import record_documents
from accounts.actions.keys import NewKey, Scope, issue_api_key
from accounts.actions.profiles import (
    Caller,
    FullName,
    SignUp,
    change_contact,
    find_or_create_citizen,
    sign_up_citizen,
)
from accounts.identifiers import EMAIL, SMS, Identifier
from accounts.models import Attribute, Citizen, OneTimeCode, PersonalData, Team, User
from common.actors import SYSTEM
from tests.tickets.files.builders import pdf
from tickets.actions.assignment import take_ticket
from tickets.actions.attachments import upload
from tickets.actions.conversation import add_note, reply
from tickets.actions.drafts import save_draft
from tickets.actions.registration import NewTicket, register_ticket
from tickets.models import Ticket
from tickets.models.ticket import Kind

# What must be found nowhere, by what it is; in the spelling it is kept in.
TOKENS = {
    "surname": "Щедроплётова",
    "patronymic": "Мстиславовна",
    "caller": "Тихосказов",
    "phone": "9165550142",
    "phone of a caller": "9165550143",
    "e-mail": "zavetnaya.pochta@example.org",
    "СНИЛС": "11733947161",
    "passport": "4518736291",
    "address": "Тайногорск",
    "text of an appeal": "секретослов-обращения",
    "note": "секретослов-заметки",
    "answer": "секретослов-ответа",
    "file name": "тайнописьмо",
    "draft": "секретослов-черновика",
}
# Open on purpose: shows that looking works.
CONTROL = "Контрольслово-открыто"
DRAFT = "cabinet:new"


def sow() -> str:
    """Write everything through the doors a person would use; return the appeal's number."""
    now = timezone.now()
    citizen = _person(now)
    ticket = _appeal(citizen, now)
    _beside(citizen, now)
    return str(ticket.number)


def queue_of(number: int) -> list[str]:
    """Let so many anonymous callers ask the first line something; return their numbers, the first first."""
    senior = User.objects.get(email="senior@example.org")
    operator = User.objects.get(email="operator@example.org")
    team = Team.objects.get(pk=min(senior.team_ids() & operator.team_ids()))
    return [
        str(
            register_ticket(
                new=NewTicket(Kind.QUESTION, f"Вопрос очереди {place}", "phone", None, team=team),
                by=senior,
                now=timezone.now(),
            ).number
        )
        for place in range(number)
    ]


def appeals_of_one(number: int) -> list[str]:
    """Let one citizen of the demo write so many fresh appeals; return their numbers."""
    citizen = Citizen.objects.filter(user__isnull=False).order_by("pk")[0]
    new = [
        NewTicket(Kind.QUESTION, f"Много сразу: вопрос {place}", "phone", citizen)
        for place in range(number)
    ]
    return [str(register_ticket(new=one, by=SYSTEM, now=timezone.now()).number) for one in new]


def _person(now: datetime) -> Citizen:
    name = FullName(TOKENS["surname"], "Евлампия", TOKENS["patronymic"])
    phone = Identifier(SMS, f"+7{TOKENS['phone']}")
    new = SignUp(name=name, proved=phone, password=make_password("x-y-z-2026"))
    citizen = sign_up_citizen(new=new, now=now)
    email = Identifier(EMAIL, TOKENS["e-mail"])
    citizen = change_contact(citizen=citizen, proved=email, by=citizen.user, now=now)
    papers = {
        Attribute.SNILS: TOKENS["СНИЛС"],
        Attribute.PASSPORT: TOKENS["passport"],
        Attribute.BIRTH_DATE: "17.03.1979",
        Attribute.ADDRESS: f"г. {TOKENS['address']}, ул. Заветная, д. 7",
    }
    source = PersonalData.Source.CITIZEN
    record_documents(citizen=citizen, values=papers, source=source, by=citizen.user, now=now)
    return citizen


def _appeal(citizen: Citizen, now: datetime) -> Ticket:
    by = citizen.user
    name = f"{TOKENS['file name']}.pdf"
    file = upload(file=io.BytesIO(pdf()), name=name, by=by, draft_key=DRAFT, now=now)
    body = f"Здравствуйте! {TOKENS['text of an appeal']}: код не приходит."
    new = NewTicket(
        Kind.QUESTION, body, "cabinet", citizen, attachment_ids=(file.pk,), draft_key=DRAFT
    )
    ticket = register_ticket(new=new, by=by, now=now)
    senior = User.objects.get(email="senior@example.org")
    take_ticket(ticket=ticket, by=senior, now=now)
    add_note(ticket=ticket, body=TOKENS["note"], by=senior, now=now)
    reply(ticket=ticket, body=f"Добрый день! {TOKENS['answer']}.", by=senior, now=now)
    return ticket


def _beside(citizen: Citizen, now: datetime) -> None:
    """A draft, a caller, a code on its way; and one word in the open."""
    save_draft(by=citizen.user, place=DRAFT, fields={"body": TOKENS["draft"]}, now=now)
    caller = Caller(
        phone=f"+7{TOKENS['phone of a caller']}", name=FullName(TOKENS["caller"], "Пётр")
    )
    senior = User.objects.get(email="senior@example.org")
    find_or_create_citizen(caller=caller, by=senior, now=now)
    wanted = CodeFor(OneTimeCode.Purpose.LOGIN, SMS, citizen.phone, session_key="sowing")
    request_code(wanted=wanted, by=SYSTEM, now=now)
    admin = User.objects.get(email="admin@example.org")
    key = NewKey(title=CONTROL, scopes=(Scope.TICKETS_READ.value,), teams=tuple(Team.objects.all()))
    issue_api_key(new=key, by=admin, now=now)
