"""While an appeal is being registered: the same person's appeals that may be the same, and adding to one.

By POST, so that no word of the person stands in an address.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions.contacts import open_contact
from accounts.models import Citizen, User
from accounts.policies import can_find_citizens
from common.errors import DomainError
from common.htmx import go
from common.policies import require
from tickets.actions.conversation import record_message
from tickets.forms.desk_register import AdditionForm, RegisterForm, SimilarForm
from tickets.selectors.duplicates import Wanted, similar_to
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from topics.selectors import detect_topic, topic_of

MOST_TYPED = 4000
MOST_SHOWN = 3


@workers_only
@never_cache
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Show what the chosen person's appeals have in common with the words typed so far."""
    require(can_find_citizens, request.user)
    form = SimilarForm(request.POST)
    form.is_valid()
    citizen = form.cleaned_data.get("citizen")
    found = _found(request.user, citizen, form.cleaned_data) if citizen else []
    return render(request, "tickets/desk/_similar.html", {"similar": found})


@workers_only
@never_cache
@require_POST
def addition(request: HttpRequest) -> HttpResponse:
    """Write what was typed into an appeal the person has, instead of a new one."""
    require(can_find_citizens, request.user)
    form = AdditionForm(request.POST)
    shown = RegisterForm(request.POST)
    if not form.is_valid():
        shown.add_error(None, "Выберите заявителя и запишите, что случилось.")
        return _again(request, shown)
    data = form.cleaned_data
    found = ticket_for(request.user, data["to"])
    try:
        _add(request.user, found, data)
    except DomainError as error:
        if error.http_status == 403:
            raise
        shown.add_refusal(error)
        return _again(request, shown)
    messages.success(request, f"Записано в обращение № {found.number}, нового нет.")
    return go(request, reverse("desk:ticket", args=[found.number]))


def _found(user: User, citizen: Citizen, data: dict[str, Any]) -> list[Any]:
    text = data.get("body", "")[:MOST_TYPED]
    topic = data.get("topic") or topic_of(detect_topic(text).topic)
    wanted = Wanted(text, topic if text else None)
    return similar_to(user, citizen, wanted, now=timezone.now(), most=MOST_SHOWN)


def _add(user: User, found: Any, data: dict[str, Any]) -> None:
    """One conversation, one message: the call is about this appeal."""
    now = timezone.now()
    record_message(
        ticket=found,
        of=data["citizen"],
        by=user,
        body=data["body"],
        now=now,
        client_key=data["client_key"],
    )
    open_contact(
        citizen=data["citizen"], channel=data["channel"], by=user, now=now, matter=str(found.number)
    )


def _again(request: HttpRequest, form: RegisterForm) -> HttpResponse:
    return render(request, "tickets/desk/register.html", {"form": form}, status=422)
