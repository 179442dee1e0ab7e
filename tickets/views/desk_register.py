"""Registering for a caller or a visitor: who it is, what happened, the number to say aloud."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.lookups import look_up
from accounts.actions.profiles import Caller, FullName
from accounts.models import User
from accounts.policies import can_find_citizens
from common.errors import DomainError
from common.htmx import go
from common.phones import PhoneError
from common.policies import require
from tickets.actions.registration import NewTicket, register_for_caller, register_ticket
from tickets.forms.desk_register import LookupForm, RegisterForm
from tickets.forms.fields import fresh_key
from tickets.models import Ticket
from tickets.models.ticket import Kind
from tickets.selectors.citizen_history import history_of
from tickets.selectors.progress import expected_words
from tickets.selectors.visibility import ticket_for, visible_to
from tickets.views.access import workers_only
from topics.selectors import detect_topic, topic_of

MOST_PEOPLE = 5
MOST_OPEN = 3
MOST_WORDS = 4


@workers_only
@never_cache
@require_http_methods(["GET", "POST"])
def ticket_new(request: HttpRequest) -> HttpResponse:
    """Take everything on one page; a repeated press returns the same number."""
    require(can_find_citizens, request.user)
    form = RegisterForm(request.POST or None, initial={"client_key": fresh_key()})
    if request.method == "POST" and form.is_valid():
        try:
            ticket = _register(request.user, form.cleaned_data)
            return go(request, reverse("desk:ticket-registered", args=[ticket.number]))
        except PhoneError as error:
            form.add_error("phone", str(error))
        except DomainError as error:
            form.add_refusal(error)
    status = 422 if form.errors else 200
    return render(request, "tickets/desk/register.html", {"form": form}, status=status)


@workers_only
@never_cache
@require_safe
def ticket_registered(request: HttpRequest, number: int) -> HttpResponse:
    """Show the number in big type, to be said aloud, and what happens next."""
    found = ticket_for(request.user, number) if _sees(request.user, number) else None
    context = {
        "ticket": found,
        "number": number,
        "expected": expected_words(found, now=timezone.now()) if found else "",
    }
    return render(request, "tickets/desk/registered.html", context)


@workers_only
@require_POST
def people(request: HttpRequest) -> HttpResponse:
    """Find who it may be and what of theirs is open: by POST, so that no phone stands in an address."""
    require(can_find_citizens, request.user)
    form = LookupForm(request.POST)
    text = form.text()
    found = look_up(text=text, by=request.user, now=timezone.now(), most=MOST_PEOPLE)
    rows = []
    for citizen in found:
        past = [row for row in history_of(request.user, citizen, most=20) if row.is_open]
        rows.append((citizen, past[:MOST_OPEN]))
    context = {"people": rows, "text": text, "chosen": form.cleaned_data.get("citizen")}
    return render(request, "tickets/desk/_people.html", context)


@workers_only
@require_POST
def topic(request: HttpRequest) -> HttpResponse:
    """Suggest a topic from the words typed so far."""
    found = detect_topic(request.POST.get("body", "")[:4000])
    likely = [topic_of(code) for code, _ in found.shares[:2]]
    context = {
        "topic": topic_of(found.topic),
        "words": found.words[:MOST_WORDS],
        "unsure": [] if found.is_sure else [topic for topic in likely if topic],
    }
    return render(request, "tickets/desk/_topic.html", context)


def _register(user: User, data: dict[str, Any]) -> Ticket:
    new = NewTicket(
        kind=Kind(data["kind"]),
        body=data["body"],
        channel=data["channel"],
        citizen=data["citizen"],
        topic=data["topic"],
        priority=data["priority"],
        is_official=data["is_official"] or None,
        client_key=data["client_key"],
    )
    now = timezone.now()
    if new.citizen is not None:
        return register_ticket(new=new, by=user, now=now)
    name = FullName(data["last_name"], data["first_name"], data["middle_name"])
    caller = Caller(phone=data["phone"], email=data["email"], name=name)
    return register_for_caller(caller=caller, new=new, by=user, now=now)


def _sees(user: User, number: int) -> bool:
    return visible_to(user).filter(number=number).exists()
