"""A new appeal in three steps: its kind, what happened, a last look. Works without scripts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.htmx import go
from tickets.actions.drafts import save_draft
from tickets.actions.registration import KeyReused, NewTicket, register_ticket
from tickets.forms.cabinet import NewAppealForm
from tickets.forms.fields import fresh_key
from tickets.models import Attachment, Ticket
from tickets.models.ticket import Kind
from tickets.official import official_by_default
from tickets.selectors.cabinet import current_limit, own_organisations
from tickets.selectors.drafts import draft_for
from tickets.selectors.files import draft_files
from tickets.selectors.progress import law_date_words, promise_of
from tickets.selectors.visibility import ticket_for
from tickets.views.access import citizens_only
from tickets.views.citizen_files import keep_files

DRAFT = "cabinet:new"
SENT_ALREADY = (
    "Это обращение уже отправлено, его номер — в списке «Мои обращения». Если нужно ещё одно, "
    "с новым текстом, нажмите «Продолжить»."
)
KEPT = ("body", "topic", "wants_official", "on_behalf")
# The cabinet's own three kinds and what they are for.
KINDS = {
    "info_request": (
        "Вопрос или запрос информации",
        "Не получается войти, не приходит код, непонятен статус заявления",
        "message-question",
    ),
    "complaint": (
        "Жалоба",
        "Нарушен срок, не согласны с ответом или действиями сотрудников",
        "alert-triangle",
    ),
    "proposal": ("Предложение", "Как сделать портал и поддержку лучше", "message-plus"),
}


@citizens_only
@require_safe
def ticket_new(request: HttpRequest) -> HttpResponse:
    """Ask what kind of appeal it is: one question a page."""
    context = {
        "kinds": [(code, *words) for code, words in KINDS.items()],
        "query": request.GET.urlencode(),
        "limit": current_limit(request.user.citizen, now=timezone.now()),
    }
    return render(request, "tickets/cabinet/kind.html", context)


@citizens_only
@never_cache
@require_http_methods(["GET", "POST"])
def ticket_write(request: HttpRequest, kind: str) -> HttpResponse:
    """Take the description (`check`), show it back, go back to it (`edit`), register it (`send`)."""
    if kind not in KINDS:
        raise Http404("Такого вида обращения нет")
    if request.method == "GET":
        return _write_page(request, kind, _blank_form(request, kind))
    if request.POST.get("step") == "send":
        return _send(request, kind)
    form = _bound_form(request, kind)
    files = keep_files(request, form, DRAFT, now=timezone.now())
    if request.POST.get("step") != "check" and not form.has_error("files"):
        return _write_page(request, kind, _again(form, kind), files=files)
    if not form.is_valid():
        return _write_page(request, kind, form, files=files, status=422)
    _save(request)
    return _review_page(request, kind, form, files)


@citizens_only
@never_cache
@require_safe
def ticket_registered(request: HttpRequest, number: int) -> HttpResponse:
    """Show the number in big type and what happens next."""
    ticket, now = ticket_for(request.user, number), timezone.now()
    context = {
        "ticket": ticket,
        "promise": promise_of(ticket, now=now),
        "law_date": law_date_words(ticket, now=now),
        "citizen": request.user.citizen,
    }
    return render(request, "tickets/cabinet/registered.html", context)


@citizens_only
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed in the new appeal (called at each pause in typing)."""
    _save(request)
    return HttpResponse(status=204)


def _send(request: HttpRequest, kind: str) -> HttpResponse:
    form = _bound_form(request, kind)
    if form.is_valid():
        try:
            ticket = _register(request, kind, form)
            return go(request, reverse("cabinet:ticket-registered", args=[ticket.number]))
        except KeyReused:
            # Sent already, then changed by way of «back»: another press means another appeal.
            form = _again(form, kind, client_key=fresh_key())
            return _write_page(request, kind, form, said=SENT_ALREADY, status=422)
        except DomainError as error:
            form.add_refusal(error)
    return _write_page(request, kind, form, status=422)


def _register(request: HttpRequest, kind: str, form: NewAppealForm) -> Ticket:
    """Register what the review showed: a repeated press has the same files and key, so the same number."""
    data = form.cleaned_data
    new = NewTicket(
        kind=Kind(kind),
        body=data["body"],
        channel="cabinet",
        citizen=data.get("on_behalf") or request.user.citizen,
        topic=data["topic"],
        is_official=data.get("wants_official") or None,
        attachment_ids=tuple(data["kept"]),
        draft_key=DRAFT,
        client_key=data["client_key"],
        article=data["article"],
    )
    return register_ticket(new=new, by=request.user, now=timezone.now())


def _save(request: HttpRequest) -> None:
    fields = {name: request.POST[name] for name in KEPT if name in request.POST}
    save_draft(by=request.user, place=DRAFT, fields=fields, now=timezone.now())


def _bound_form(request: HttpRequest, kind: str) -> NewAppealForm:
    chosen = request.POST.get("on_behalf") or request.POST.get("step") != "send"
    return NewAppealForm(
        request.POST,
        request.FILES,
        asks_official=_asks_official(kind),
        organisations=own_organisations(request.user.citizen) if chosen else [],
    )


def _blank_form(request: HttpRequest, kind: str) -> NewAppealForm:
    """Return the form with the draft and the words that the address brings."""
    kept = draft_for(request.user, DRAFT)
    words = {
        "body": _joined(kept.get("body", ""), request.GET.get("body", "")),
        "topic": request.GET.get("topic") or kept.get("topic", ""),
        "article": request.GET.get("article", "")[:8],
    }
    return NewAppealForm(
        initial=kept | words | {"client_key": fresh_key()},
        asks_official=_asks_official(kind),
        organisations=own_organisations(request.user.citizen),
    )


def _joined(kept: str, brought: str) -> str:
    """Return both texts: what was typed earlier is never lost to what is typed on another page."""
    if not brought or brought in kept:
        return kept
    return f"{kept}\n\n{brought}" if kept.strip() else brought


def _again(form: NewAppealForm, kind: str, **changes: str) -> NewAppealForm:
    """Return the same words unjudged: the person takes a file back or goes back to edit."""
    return NewAppealForm(
        initial=form.data.dict() | changes,
        asks_official=_asks_official(kind),
        organisations=list(form.organisations.values()),
    )


def _asks_official(kind: str) -> bool:
    """Say whether the person chooses: what is official anyway is not asked about."""
    return not official_by_default(Kind(kind), "cabinet")


def _write_page(
    request: HttpRequest,
    kind: str,
    form: NewAppealForm,
    *,
    files: list[Attachment] | None = None,
    status: int = 200,
    said: str = "",
) -> HttpResponse:
    kept = draft_files(request.user, DRAFT) if files is None else files
    limit = current_limit(request.user.citizen, now=timezone.now())
    context = {**_words(kind), "form": form, "files": kept, "limit": limit, "said": said}
    return render(request, "tickets/cabinet/write.html", context, status=status)


def _review_page(
    request: HttpRequest, kind: str, form: NewAppealForm, files: list[Attachment]
) -> HttpResponse:
    data = form.cleaned_data
    is_official = data.get("wants_official") or not _asks_official(kind)
    context = {**_words(kind), "form": form, "files": files, "data": data}
    return render(request, "tickets/cabinet/review.html", context | {"is_official": is_official})


def _words(kind: str) -> dict[str, Any]:
    title, lead, icon = KINDS[kind]
    return {"kind": kind, "title": title, "lead": lead, "icon": icon}
