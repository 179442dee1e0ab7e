"""What a person says of consents, written down by the operator who talks with them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.consents import (
    Withdrawal,
    record_spoken_consent,
    record_spoken_withdrawal,
)
from accounts.models import Citizen, Contact, SubjectRequest, User
from accounts.policies import can_record_consent
from accounts.selectors.consents import ConsentLine, lines_of
from accounts.selectors.identity import contact_led_by
from accounts.views.desk._page import card_page, citizen_of, finders_only, to_card
from common.errors import DomainError, InvalidInput

TALK_FIRST = "Сначала начните разговор: согласие записывают со слов того, кто на линии или у окна."


@finders_only
@never_cache
@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Show the texts to read aloud; write down «да» or «больше не согласен»."""
    citizen, refusal = citizen_of(citizen_id), ""
    contact = _contact(request.user, citizen)
    if request.method == "POST":
        try:
            messages.success(request, _recorded(request, citizen, contact))
            return to_card(request, citizen, "consents")
        except DomainError as error:
            if error.http_status == 403:
                raise
            refusal = str(error)
    context = {
        "lines": lines_of(citizen, now=timezone.now()),
        "contact": contact,
        "talk_first": TALK_FIRST,
        "refusal": refusal,
        "wishes": [SubjectRequest.Kind.ERASURE, SubjectRequest.Kind.OBJECTION],
    }
    return card_page(request, "consents", citizen, context, status=422 if refusal else 200)


def _recorded(request: HttpRequest, citizen: Citizen, contact: Contact | None) -> str:
    if contact is None:
        raise DomainError(TALK_FIRST)
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    line = _line(citizen, request.POST.get("purpose", ""))
    if request.POST.get("deed") == "withdraw":
        wish = request.POST.get("wish") or SubjectRequest.Kind.ERASURE
        what = Withdrawal(line.text.purpose, wish)
        asked = record_spoken_withdrawal(contact=contact, what=what, by=user, now=now)
        return "Отзыв записан, открыт запрос." if asked else "Отзыв записан."
    record_spoken_consent(contact=contact, texts=[line.text], by=user, now=now)
    return "Согласие записано со слов."


def _line(citizen: Citizen, purpose: str) -> ConsentLine:
    for line in lines_of(citizen, now=timezone.now()):
        if line.text.purpose == purpose:
            return line
    raise InvalidInput("Выберите согласие из списка.")


def _contact(user: object, citizen: Citizen) -> Contact | None:
    """Return the conversation of voice or counter this operator has with the person now."""
    assert isinstance(user, User)
    contact = contact_led_by(user, citizen, now=timezone.now())
    return contact if contact is not None and can_record_consent(user, contact) else None
