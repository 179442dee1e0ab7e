"""One appeal as its citizen sees it: where it is, what was said, what they may do."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.errors import DomainError
from common.htmx import go
from tickets.actions.attachments import Files, upload_all
from tickets.actions.conversation import write_message
from tickets.actions.ending import close_ticket, request_recheck, withdraw_ticket
from tickets.actions.rating import mark_answer_read, rate_answer
from tickets.forms.cabinet import MessageForm, RatingForm, ReasonForm
from tickets.forms.fields import fresh_key
from tickets.models import Ticket
from tickets.policies import (
    can_close,
    can_rate,
    can_request_recheck,
    can_withdraw,
    can_write_message,
)
from tickets.selectors.cabinet import last_rating
from tickets.selectors.progress import expected_words, steps_of
from tickets.selectors.timeline import timeline_for
from tickets.selectors.visibility import ticket_for
from tickets.views.access import citizens_only


@citizens_only
@never_cache
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Show the appeal; a poke fetches only what changes (`#live`)."""
    found = ticket_for(request.user, number)
    return _page(request, found, part="#live" if request.htmx else "")


@citizens_only
@require_POST
def messages_(request: HttpRequest, number: int) -> HttpResponse:
    """Take a message of the citizen with files."""
    found = ticket_for(request.user, number)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    place, now = f"cabinet:reply:{found.pk}", timezone.now()
    try:
        kept = upload_all(
            files=form.cleaned_data["files"],
            by=request.user,
            draft_key=place,
            ticket=found,
            now=now,
        )
        item = write_message(
            ticket=found,
            by=request.user,
            body=form.cleaned_data["body"],
            now=now,
            client_key=form.cleaned_data["client_key"],
            files=Files(tuple(row.pk for row in kept), place),
        )
    except DomainError as error:
        form.add_refusal(error)
        return _page(request, found, form=form, status=422)
    if item.ticket_id != found.pk:
        messages.info(
            request,
            f"Прежнее обращение давно закрыто, поэтому зарегистрировано новое: № {item.ticket.number}.",
        )
    else:
        messages.success(request, "Сообщение отправлено.")
    return go(request, reverse("cabinet:ticket", args=[item.ticket.number]))


@citizens_only
@require_POST
def rating(request: HttpRequest, number: int) -> HttpResponse:
    form = RatingForm(request.POST)
    return _deed(
        request,
        number,
        form,
        lambda found: rate_answer(
            ticket=found, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
        "Спасибо за оценку!",
    )


@citizens_only
@require_POST
def recheck(request: HttpRequest, number: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    return _deed(
        request,
        number,
        form,
        lambda found: request_recheck(
            ticket=found, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
        "Запросили повторную проверку. О результате сообщим.",
    )


@citizens_only
@require_POST
def closing(request: HttpRequest, number: int) -> HttpResponse:
    return _deed(
        request,
        number,
        None,
        lambda found: close_ticket(ticket=found, by=request.user, now=timezone.now()),
        "Обращение закрыто. Если вопрос появится снова, просто ответьте в нём.",
    )


@citizens_only
@require_POST
def withdrawal(request: HttpRequest, number: int) -> HttpResponse:
    return _deed(
        request,
        number,
        None,
        lambda found: withdraw_ticket(ticket=found, by=request.user, now=timezone.now()),
        "Обращение отозвано.",
    )


@citizens_only
@require_POST
def reading(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the answer was opened (sent by the page itself, never by a GET)."""
    mark_answer_read(ticket=ticket_for(request.user, number), by=request.user, now=timezone.now())
    return HttpResponse(status=204)


def _deed(
    request: HttpRequest,
    number: int,
    form: RatingForm | ReasonForm | None,
    deed: Callable[[Ticket], object],
    thanks: str,
) -> HttpResponse:
    found = ticket_for(request.user, number)
    if form is not None and not form.is_valid():
        return _page(
            request,
            found,
            refusal=" ".join(text for errors in form.errors.values() for text in errors),
            status=422,
        )
    try:
        deed(found)
    except DomainError as error:
        return _page(request, found, refusal=str(error), status=422)
    messages.success(request, thanks)
    return go(request, reverse("cabinet:ticket", args=[number]))


def _page(
    request: HttpRequest,
    found: Ticket,
    *,
    form: MessageForm | None = None,
    refusal: str = "",
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    now, user = timezone.now(), request.user
    context = {
        "ticket": found,
        "steps": steps_of(found, now=now),
        "expected": expected_words(found, now=now),
        "timeline": timeline_for(user, found),
        "form": form or MessageForm(initial={"client_key": fresh_key()}),
        "refusal": refusal,
        "rating": last_rating(found),
        "may_rate": can_rate(user, found) and found.status in {"resolved", "closed"},
        "may_write": can_write_message(user, found),
        "may_close": can_close(user, found),
        "may_withdraw": can_withdraw(user, found),
        "may_recheck": can_request_recheck(user, found),
    }
    return render(request, f"tickets/cabinet/ticket.html{part}", context, status=status)
