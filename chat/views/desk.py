"""Dialogs on the desk: the operator's own and those that wait, one open, what is done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from accounts.policies import can_find_citizens, can_open_desk
from chat.desk_moves import MOVES, Move, moves_of
from chat.desk_page import stream_of, work_context
from chat.forms_desk import DialogForm
from chat.models import Dialog
from chat.policies import can_see_statistics
from chat.selectors.desk import earlier_of, language_of, level_of, my_chats, unread_of
from chat.selectors.dialogs import dialog_for
from chat.selectors.people import name_of
from chat.selectors.voice import ringing_for
from common.errors import DomainError, InvalidInput
from common.guards import View, only
from common.htmx import go, toast
from common.typed import words_of

parts = vary_on_headers("HX-Request", "HX-Target")


def desk_only(view: View) -> View:
    """Let those in who work with people; for citizens the desk does not exist."""
    return only(can_open_desk, view)


@desk_only
@never_cache
@parts
@require_safe
def chats(request: HttpRequest) -> HttpResponse:
    """Show my dialogs and those that wait; htmx fetches the column, or the number in the header."""
    if request.htmx.target == "chats-count":
        mine, waiting = unread_of(request.user)
        calls = [(call, name_of(call.dialog)) for call in ringing_for(request.user)]
        context = {"mine": mine, "waiting": waiting, "calls": calls}
        return render(request, "chat/desk/_count.html", context)
    context = _list(request, words_of(request, "open", most=36))
    part = "_list.html" if request.htmx.target == "chat-list" else "screen.html"
    return render(request, f"chat/desk/{part}", context)


@desk_only
@never_cache
@parts
@require_safe
def dialog(request: HttpRequest, dialog_id: UUID) -> HttpResponse:
    """Show a dialog: the whole screen, its column, what a change of state redraws, or who it is."""
    found = dialog_for(request.user, dialog_id)
    target = request.htmx.target
    if target == "who" or (target or "").startswith("person-"):
        return _who(request, found)
    context = work_context(request.user, found)
    if target == "chat-state":
        return render(request, "chat/desk/_state.html", context)
    if target == "work":
        return render(request, "chat/desk/_work.html", context)
    return render(request, "chat/desk/screen.html", context | _list(request, str(found.pk)))


@desk_only
@never_cache
@parts
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, dialog_id: UUID, name: str) -> HttpResponse:
    """Show what a move asks for, or make it."""
    found, known = dialog_for(request.user, dialog_id), MOVES.get(name)
    if known is None:
        raise Http404("Такого действия нет")
    data = request.POST if request.method == "POST" else None
    form = known.form(data, dialog=found, by=request.user)
    if data is None:
        return _form_page(request, found, known, form)
    if not form.is_valid():
        return _form_page(request, found, known, form, status=422)
    try:
        said = known.act(form, found, request.user, timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        field = error.field if isinstance(error, InvalidInput) else None
        form.add_error(field if field in form.fields else None, str(error))
        return _form_page(request, found, known, form, status=422)
    return _moved(request, found, known, said)


def _moved(request: HttpRequest, found: Dialog, known: Move, said: str) -> HttpResponse:
    """Redraw the dialog in place; one that left the hands gives way to the list."""
    if not request.htmx:
        return go(request, reverse("chats:dialog", args=[found.pk]))
    if known.is_last:
        messages.success(request, said)
        return go(request, reverse("chats:list"))
    response = toast(trigger_client_event(HttpResponse(status=204), "chat:moved"), said)
    # The last: it empties the dialog with the form, and nothing told to that form after it is heard.
    return trigger_client_event(response, "moved")


def _list(request: HttpRequest, opened: str) -> dict[str, Any]:
    return {
        "open": opened,
        "chats": my_chats(request.user),
        "user": request.user,
        "may_see_statistics": can_see_statistics(request.user),
    }


def _who(request: HttpRequest, found: Dialog) -> HttpResponse:
    context = {
        "dialog": found,
        "name": name_of(found),
        "citizen": found.citizen,
        "level": level_of(found),
        "language": language_of(found),
        "earlier": earlier_of(request.user, found),
        "may_see_card": found.citizen is not None and can_find_citizens(request.user),
    }
    context |= stream_of(request, request.user, found)
    if (request.htmx.target or "").startswith("person-"):
        part = "_person_rows.html" if context["after"] else "_person_stream.html"
        return render(request, f"tickets/desk/{part}", context)
    return render(request, "chat/desk/_who.html", context)


def _form_page(
    request: HttpRequest, found: Dialog, known: Move, form: DialogForm, status: int = 200
) -> HttpResponse:
    context = {
        "dialog": found,
        "move": known,
        "form": form,
        "may": known.name.replace("-", "_") in moves_of(request.user, found),
    }
    part = "_move.html" if request.htmx else "move.html"
    return render(request, f"chat/desk/{part}", context, status=status)
