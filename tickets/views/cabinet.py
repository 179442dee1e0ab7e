"""The citizen's cabinet: the list of appeals, a new appeal in two steps, how to be told."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.htmx import go
from notifications.actions.preferences import PreferenceChoice, set_preference
from notifications.selectors import preference_for
from tickets.actions.attachments import discard, upload_all
from tickets.actions.drafts import save_draft
from tickets.actions.registration import NewTicket, register_ticket
from tickets.forms.cabinet import NewAppealForm, NoticesForm
from tickets.forms.fields import fresh_key
from tickets.models import Attachment, Ticket
from tickets.models.ticket import Kind
from tickets.selectors.cabinet import own_organisations, own_tickets
from tickets.selectors.drafts import draft_for
from tickets.selectors.files import draft_files
from tickets.selectors.progress import expected_words
from tickets.selectors.visibility import ticket_for
from tickets.views.access import citizens_only

DRAFT = "cabinet:new"
# The cabinet's own three kinds and what they are for.
KINDS = {
    "info_request": (
        "Вопрос или запрос информации",
        "Не получается войти, не приходит код, непонятен статус",
        "help-circle",
    ),
    "complaint": (
        "Жалоба",
        "Нарушен срок, не согласны с ответом или действиями сотрудников",
        "alert-triangle",
    ),
    "proposal": ("Предложение", "Как сделать портал и поддержку лучше", "message-plus"),
}


@citizens_only
@never_cache
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """List one's own appeals; the filter and the place are in the address."""
    only = request.GET.get("only", "")
    start = request.GET.get("from", "0")
    if (
        only not in {"", "open", "asked", "done"}
        or not start.isascii()
        or not start.isdigit()
        or len(start) > 6
    ):
        raise BadRequest("Неизвестный отбор")
    rows, more = own_tickets(request.user, only=only, after=int(start))
    now = timezone.now()
    context = {
        "rows": [(row, expected_words(row, now=now)) for row in rows],
        "only": only,
        "next_url": f"?only={only}&from={int(start) + len(rows)}" if more else "",
    }
    template = "tickets/cabinet/list.html"
    return render(
        request,
        f"{template}#rows" if request.GET.get("from") and request.htmx else template,
        context,
    )


@citizens_only
@require_safe
def ticket_new(request: HttpRequest) -> HttpResponse:
    """Ask what kind of appeal it is: one question a page."""
    kinds = [(code, *words) for code, words in KINDS.items()]
    return render(
        request, "tickets/cabinet/kind.html", {"kinds": kinds, "query": request.GET.urlencode()}
    )


@citizens_only
@never_cache
@require_http_methods(["GET", "POST"])
def ticket_write(request: HttpRequest, kind: str) -> HttpResponse:
    """Take the description (`check`), show it back, register it (`send`)."""
    if kind not in KINDS:
        raise Http404("Такого вида обращения нет")
    form = _form(request, kind)
    if request.method == "GET":
        return _page(request, "write", kind, form)
    if not form.is_valid():
        return _page(request, "write", kind, form, status=422)
    if request.POST.get("step") == "edit":
        return _page(request, "write", kind, _form(request, kind, initial=form.data.dict()))
    try:
        _keep_files(request, form)
        if request.POST.get("step") != "send":
            return _page(request, "review", kind, form)
        ticket = _register(request, kind, form)
    except DomainError as error:
        form.add_refusal(error)
        return _page(request, "write", kind, form, status=422)
    return go(request, reverse("cabinet:ticket-registered", args=[ticket.number]))


@citizens_only
@never_cache
@require_safe
def ticket_registered(request: HttpRequest, number: int) -> HttpResponse:
    """Show the number in big type and what happens next."""
    ticket = ticket_for(request.user, number)
    context = {"ticket": ticket, "expected": expected_words(ticket, now=timezone.now())}
    return render(request, "tickets/cabinet/registered.html", context)


@citizens_only
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed in the new appeal (called every few seconds)."""
    fields = {name: request.POST[name] for name in ("body", "topic") if name in request.POST}
    save_draft(by=request.user, place=DRAFT, fields=fields, now=timezone.now())
    return HttpResponse(status=204)


@citizens_only
@never_cache
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Choose how to be told about changes."""
    person = {"person_kind": "citizen", "person_id": request.user.citizen.pk}
    now_set = preference_for(**person)
    fields = ("by_email", "by_sms", "quiet_from", "quiet_to")
    form = NoticesForm(
        request.POST or None, initial={name: getattr(now_set, name) for name in fields}
    )
    if request.method == "POST" and form.is_valid():
        try:
            choice = PreferenceChoice(**form.cleaned_data)
            set_preference(**person, choice=choice, by=request.user, now=timezone.now())
            messages.success(request, "Настройки уведомлений сохранены.")
            return go(request, reverse("cabinet:notices"))
        except DomainError as error:
            form.add_error(None, str(error))
    status = 422 if form.errors else 200
    return render(request, "tickets/cabinet/notices.html", {"form": form}, status=status)


def _form(request: HttpRequest, kind: str, initial: dict[str, Any] | None = None) -> NewAppealForm:
    """Return the bound form of a POST, or a fresh one with the draft and the address's topic."""
    how = {
        "asks_official": kind == Kind.INFO_REQUEST,
        "organisations": own_organisations(request.user.citizen),
    }
    if request.method == "POST" and initial is None:
        return NewAppealForm(request.POST, request.FILES, **how)
    if initial is None:
        words = {name: request.GET[name] for name in ("body", "topic") if request.GET.get(name)}
        initial = {**draft_for(request.user, DRAFT), **words, "client_key": fresh_key()}
    return NewAppealForm(initial=initial, **how)


def _keep_files(request: HttpRequest, form: NewAppealForm) -> None:
    """Upload the chosen files into the draft and forget those the person took back."""
    for row in _files(request):
        if str(row.pk) == request.POST.get("remove"):
            discard(attachment=row, by=request.user)
    upload_all(
        files=form.cleaned_data["files"], by=request.user, draft_key=DRAFT, now=timezone.now()
    )


def _files(request: HttpRequest) -> list[Attachment]:
    return draft_files(request.user, DRAFT)


def _register(request: HttpRequest, kind: str, form: NewAppealForm) -> Ticket:
    data = form.cleaned_data
    new = NewTicket(
        kind=Kind(kind),
        body=data["body"],
        channel="cabinet",
        citizen=data.get("on_behalf") or request.user.citizen,
        topic=data["topic"],
        is_official=data.get("wants_official") or None,
        attachment_ids=tuple(row.pk for row in _files(request)),
        draft_key=DRAFT,
        client_key=data["client_key"],
    )
    return register_ticket(new=new, by=request.user, now=timezone.now())


def _page(
    request: HttpRequest, name: str, kind: str, form: NewAppealForm, status: int = 200
) -> HttpResponse:
    title, lead, icon = KINDS[kind]
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context = {
        "form": form,
        "kind": kind,
        "title": title,
        "lead": lead,
        "icon": icon,
        "data": data,
        "files": _files(request),
    }
    return render(request, f"tickets/cabinet/{name}.html", context, status=status)
