"""One appeal as its citizen sees it: where it is, what was said, what they may do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from common.errors import DomainError
from common.htmx import go
from tickets.actions.attachments import Files
from tickets.actions.conversation import write_message
from tickets.actions.ending import close_ticket, request_recheck, withdraw_ticket
from tickets.actions.rating import mark_answer_read, rate_answer
from tickets.forms.cabinet import MessageForm, RatingForm, ReasonForm
from tickets.forms.fields import fresh_key
from tickets.models import Attachment, Ticket, TimelineItem
from tickets.policies import can_close, can_rate, can_withdraw, can_write_message
from tickets.selectors.cabinet import (
    current_limit,
    last_answer_seq,
    may_change_rating,
    rating_of,
)
from tickets.selectors.files import draft_files
from tickets.selectors.merging import answering
from tickets.selectors.progress import can_recheck_now, promise_of, steps_of
from tickets.selectors.timeline import timeline_for
from tickets.selectors.visibility import ticket_for
from tickets.views.access import citizens_only
from tickets.views.citizen_files import drop_files, keep_files


@citizens_only
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Show the appeal; a poke fetches only what changes by itself (`#live`)."""
    found = answering(request.user, number)
    if found.number != number:
        messages.info(
            request,
            f"Обращение № {number} объединено с этим: ответ придёт здесь, оба номера действуют.",
        )
        return go(request, reverse("cabinet:ticket", args=[found.number]))
    if request.htmx:
        live = _live_context(request.user, found)
        return render(request, "tickets/cabinet/ticket.html#live", live)
    return _page(request, found)


@citizens_only
@require_POST
def messages_(request: HttpRequest, number: int) -> HttpResponse:
    """Take a message of the citizen with files, or only keep and take back files."""
    found, now = ticket_for(request.user, number), timezone.now()
    form = MessageForm(request.POST, request.FILES)
    place = reply_place(found)
    files = keep_files(request, form, place, now=now)
    if request.POST.get("remove") and not form.has_error("files"):
        return _page(request, found, form=MessageForm(initial=form.data.dict()), files=files)
    if not form.is_valid():
        return _page(request, found, form=form, files=files, status=422)
    try:
        item = write_message(
            ticket=found,
            by=request.user,
            body=form.cleaned_data["body"],
            now=now,
            client_key=form.cleaned_data["client_key"],
            files=Files(tuple(row.pk for row in files), place),
        )
    except DomainError as error:
        form.add_refusal(error)
        return _page(request, found, form=form, files=files, status=422)
    # A repeated press has uploaded the files again: the message has them already.
    drop_files(request, draft_files(request.user, place))
    _say_where(request, found, item)
    return go(request, reverse("cabinet:ticket", args=[item.ticket.number]) + "#reply")


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
    if request.htmx:
        return HttpResponse(status=204)
    return go(request, reverse("cabinet:ticket", args=[number]))


def reply_place(ticket: Ticket) -> str:
    """Return where the draft of a message and its files are kept."""
    return f"cabinet:reply:{ticket.pk}"


def _say_where(request: HttpRequest, found: Ticket, item: TimelineItem) -> None:
    if item.ticket_id == found.pk:
        messages.success(request, "Сообщение отправлено.")
        return
    messages.info(
        request,
        f"Обращение № {found.number} давно закрыто, поэтому мы зарегистрировали новое: "
        f"№ {item.ticket.number}. Прежнее к нему привязано.",
    )


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
    files: list[Attachment] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    kept = draft_files(request.user, reply_place(found)) if files is None else files
    context = _live_context(request.user, found) | {
        "form": form or MessageForm(initial={"client_key": fresh_key()}),
        "files": kept,
        "refusal": refusal,
        "may_write": can_write_message(request.user, found),
        "limit": current_limit(request.user.citizen, now=timezone.now()),
    }
    return render(request, "tickets/cabinet/ticket.html", context, status=status)


def _live_context(user: User, found: Ticket) -> dict[str, Any]:
    """Return what changes without the citizen: the way, the stream, what may be done."""
    now = timezone.now()
    timeline = timeline_for(user, found)
    answer = last_answer_seq(timeline)
    may_rate = answer is not None and can_rate(user, found)
    rating = rating_of(found, answer) if answer is not None and may_rate else None
    return {
        "ticket": found,
        "steps": steps_of(found, now=now),
        "promise": promise_of(found, now=now),
        "timeline": timeline,
        "answer_seq": answer,
        "rating": rating,
        "may_rate": may_rate,
        "may_change_rating": may_change_rating(rating, now=now),
        "may_close": can_close(user, found),
        "may_withdraw": can_withdraw(user, found),
        "may_recheck": can_recheck_now(user, found, now=now),
    }
