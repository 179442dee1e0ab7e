"""Moves of an appeal: each is a page with its form, a dialog on the desk, and a POST."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.errors import DomainError, InvalidInput
from common.htmx import go
from tickets.actions.answering import approve_answer, reject_answer
from tickets.desk_moves import MOVES, Deed, Move
from tickets.forms.desk import ApprovalForm, MoveForm
from tickets.models import PendingAnswer, Ticket
from tickets.policies import can_approve_answer, can_reject_answer
from tickets.selectors.desk_ticket import waiting_answer
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_answers import done
from tickets.views.desk_list import live_page


@workers_only
@never_cache
@live_page
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Show what a move asks for, or make it."""
    found, known = ticket_for(request.user, number), MOVES.get(name)
    if known is None:
        raise Http404("Такого действия нет")
    data = request.POST if request.method == "POST" else None
    form = known.form(data, ticket=found, by=request.user)
    if data is None:
        return _form_page(request, found, known, form)
    if not form.is_valid():
        return _form_page(request, found, known, form, status=422)
    try:
        words = known.act(Deed(found, request.user, form.cleaned_data, timezone.now()))
    except DomainError as error:
        if error.http_status == 403:
            raise
        _add_refusal(form, error)
        return _form_page(request, found, known, form, status=422)
    return _moved(request, known.leads_to(found), found, words)


@workers_only
@never_cache
@live_page
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, number: int) -> HttpResponse:
    """Show the answer that waits for a second person; approve it or send it back."""
    found = ticket_for(request.user, number)
    pending = waiting_answer(found)
    form = ApprovalForm(request.POST or None, ticket=found, by=request.user)
    if request.method == "POST" and pending is not None and form.is_valid():
        try:
            return done(request, number, _decide(request, pending, form.cleaned_data["remark"]))
        except DomainError as error:
            if error.http_status == 403:
                raise
            _add_refusal(form, error)
    context = {
        "ticket": found,
        "pending": pending,
        "form": form,
        "may_approve": pending and can_approve_answer(request.user, pending),
        "may_reject": pending and can_reject_answer(request.user, pending),
    }
    refused = request.method == "POST" and (form.errors or pending is None)
    part = "_approval.html" if request.htmx else "approval.html"
    return render(request, f"tickets/desk/{part}", context, status=422 if refused else 200)


def _decide(request: HttpRequest, pending: PendingAnswer, remark: str) -> str:
    now = timezone.now()
    if request.POST.get("decision") == "approve":
        approve_answer(pending=pending, by=request.user, now=now)
        return "Ответ утверждён и отправлен заявителю."
    reject_answer(pending=pending, by=request.user, remark=remark, now=now)
    return "Ответ возвращён на доработку."


def _moved(request: HttpRequest, number: int, found: Ticket, words: str) -> HttpResponse:
    """Show the appeal as it is now; another one, or the list, when the move led there."""
    if number == found.number:
        try:
            return done(request, number, words)
        except Http404:
            address = reverse("desk:tickets")
    else:
        address = reverse("desk:ticket", args=[number])
    messages.success(request, words)
    return go(request, address)


def _add_refusal(form: MoveForm, error: DomainError) -> None:
    field = error.field if isinstance(error, InvalidInput) else None
    form.add_error(field if field in form.fields else None, str(error))


def _form_page(
    request: HttpRequest, found: Ticket, known: Move, form: MoveForm, status: int = 200
) -> HttpResponse:
    context = {"ticket": found, "move": known, "form": form}
    part = "_move.html" if request.htmx else "move.html"
    return render(request, f"tickets/desk/{part}", context, status=status)
