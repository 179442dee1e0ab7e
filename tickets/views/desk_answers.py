"""Writing from the desk: answers to the citizen, notes for colleagues."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.models import User
from common.errors import DomainError, InvalidInput
from common.htmx import go, toast
from tickets.actions.answering import ask_citizen, propose_answer, resolve_ticket
from tickets.actions.attachments import Files, upload_all
from tickets.actions.conversation import add_note, reply
from tickets.actions.drafts import drop_draft
from tickets.actions.sending import AnsweredMeanwhile, Sending
from tickets.desk_page import note_draft, reply_draft, work_context
from tickets.forms.desk import NoteForm, ReplyForm
from tickets.models import Attachment, Ticket
from tickets.selectors.desk_ticket import answers_since
from tickets.selectors.files import draft_files
from tickets.selectors.routes import needs_approval
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only

DONE = {
    "": "Ответ отправлен.",
    "ask": "Вопрос отправлен: срок обслуживания стоит, пока заявитель не ответит.",
    "resolve": "Ответ отправлен, обращение решено.",
    "propose": "Ответ отправлен на утверждение.",
}


@workers_only
@require_POST
def replies(request: HttpRequest, number: int, then: str = "") -> HttpResponse:
    """Take an answer; `then` says what it does to the appeal: nothing, ask, resolve."""
    found = ticket_for(request.user, number)
    then = then or request.POST.get("then", "")
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid() or then not in DONE:
        return _refused(request, found, form=form)
    if then == "resolve" and needs_approval(found):
        then = "propose"
    now, key = timezone.now(), _draft_key(form.cleaned_data["client_key"])
    try:
        files = _files(request.user, found, form.cleaned_data, key, now=now)
        _answer(request.user, found, then, form.cleaned_data, files, now=now)
    except AnsweredMeanwhile as error:
        return _answered_meanwhile(request, found, form.cleaned_data["seen"] or 0, error)
    except DomainError as error:
        if error.http_status == 403:
            raise
        form.add_refusal(error)
        return _refused(request, found, form=form)
    drop_draft(by=request.user, place=reply_draft(found))
    return done(request, found.number, DONE[then])


@workers_only
@require_POST
def notes(request: HttpRequest, number: int) -> HttpResponse:
    """Take a note for colleagues."""
    found = ticket_for(request.user, number)
    form = NoteForm(request.POST, request.FILES, prefix="note")
    if not form.is_valid():
        return _refused(request, found, note=form)
    now, data = timezone.now(), form.cleaned_data
    try:
        files = _files(request.user, found, data, _draft_key(data["client_key"]), now=now)
        add_note(
            ticket=found,
            by=request.user,
            body=data["body"],
            now=now,
            client_key=data["client_key"],
            files=files,
        )
    except DomainError as error:
        if error.http_status == 403:
            raise
        form.add_refusal(error)
        return _refused(request, found, note=form)
    drop_draft(by=request.user, place=note_draft(found))
    return done(request, found.number, "Заметка сохранена: заявитель её не видит.")


def done(request: HttpRequest, number: int, words: str) -> HttpResponse:
    """Answer a successful deed: the fresh column for htmx, else the appeal's page."""
    if not request.htmx:
        messages.success(request, words)
        return go(request, reverse("desk:ticket", args=[number]))
    fresh = ticket_for(request.user, number)
    context = work_context(request.user, fresh) | {"is_live": True, "place": ""}
    response = render(request, "tickets/desk/_done.html", context)
    response["HX-Reswap"] = "none"
    trigger_client_event(response, "moved", {})
    trigger_client_event(response, "approval", {})
    return toast(response, words)


def _answer(
    user: User, found: Ticket, then: str, data: dict[str, Any], files: Files, *, now: datetime
) -> None:
    sending = Sending(data["client_key"], files, seen=data["seen"] or 0)
    if then == "ask":
        ask_citizen(ticket=found, by=user, question=data["body"], now=now, sending=sending)
    elif then == "resolve":
        resolve_ticket(ticket=found, by=user, answer=data["body"], now=now, sending=sending)
    elif then == "propose":
        if files.ids:
            raise InvalidInput(
                "Файлы к ответу на утверждении не прикладываются. Отправьте их отдельным ответом.",
                field="files",
            )
        propose_answer(ticket=found, by=user, answer=data["body"], now=now, seen=sending.seen)
    else:
        reply(ticket=found, by=user, body=data["body"], now=now, sending=sending)


def _files(user: User, found: Ticket, data: dict[str, Any], key: str, *, now: datetime) -> Files:
    """Upload what was chosen now and add what an earlier refused try has uploaded."""
    upload_all(files=data["files"], by=user, draft_key=key, ticket=found, now=now)
    return Files(tuple(_kept_ids(user, key)), key)


def _kept_ids(user: User, key: str) -> list[UUID]:
    return [row.pk for row in draft_files(user, key)]


def _draft_key(client_key: str) -> str:
    """Return where the files of one message wait: each message has its own place."""
    return f"desk:{client_key}"[:60]


def _answered_meanwhile(
    request: HttpRequest, found: Ticket, seen: int, error: AnsweredMeanwhile
) -> HttpResponse:
    """Show what was answered, and the form as it was sent: it knows all its author is shown now."""
    fresh = ticket_for(request.user, found.number)
    data = request.POST.copy()
    data["seen"] = str(fresh.items_count)
    form = ReplyForm(data, request.FILES)
    form.full_clean()
    form.add_refusal(error)
    newer = answers_since(request.user, fresh, seen)
    return _refused(request, fresh, form=form, newer=newer)


def _refused(
    request: HttpRequest,
    found: Ticket,
    *,
    form: ReplyForm | None = None,
    note: NoteForm | None = None,
    newer: Any = (),
) -> HttpResponse:
    fresh = ticket_for(request.user, found.number)
    context = work_context(request.user, fresh, form=form, note=note)
    context |= {"newer": newer, "mode": "note" if note else "reply", "place": ""}
    context["kept_files"] = _waiting_files(request.user, form)
    part = "_composer.html" if request.htmx else "screen.html"
    return render(request, f"tickets/desk/{part}", context, status=422)


def _waiting_files(user: User, form: ReplyForm | None) -> list[Attachment]:
    # Only a key that passed its form: a broken one is nobody's (U-18).
    key = getattr(form, "cleaned_data", {}).get("client_key", "")
    return draft_files(user, _draft_key(key)) if key else []
