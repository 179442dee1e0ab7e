"""The citizen's page of the chat: the beginning, the conversation, its end. Works without scripts."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.forms import BeginForm
from chat.helper import Beginning, asked_consents, begin
from chat.models import Dialog
from chat.selectors.dialogs import dialog_for
from chat.selectors.earlier import days_of, earlier_of, last_of
from chat.selectors.help import Prospect, chat_line, prospect_of
from chat.states import TALKING
from chat.views.citizen_claims import claimed, unclaimed_of
from chat.views.citizen_foot import foot_context
from chat.views.citizen_steps import STEPS
from chat.views.limits import admit_begin
from chat.views.visitors import Frame, Visitor, dressed, frame_of, from_own_page, visitor_of
from common.errors import DomainError, TooManyRequests
from common.htmx import go

WHOLE, FRAME = "layouts/citizen.html", "chat/frame.html"


@from_own_page
@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the dialog one is in, else how to begin; POST begins one."""
    frame = frame_of(request)
    if request.method == "POST" and "claim" in request.POST:
        return claimed(request, frame)
    if request.method == "POST":
        return _begun(request, frame, visitor_of(request, make=True))
    visitor = visitor_of(request)
    if "earlier" in request.GET:
        context = {"dialogs": earlier_of(visitor.by), "unclaimed": unclaimed_of(request)}
        return render(request, "chat/earlier.html", context | {"frame": frame})
    dialog = last_of(visitor.by) if visitor.by and "new" not in request.GET else None
    unclaimed = unclaimed_of(request)
    is_asked = unclaimed is not None and _is_fresh(unclaimed)
    if dialog is None or not _is_fresh(dialog) or (is_asked and dialog.state not in TALKING):
        return _beginning(request, frame, visitor)
    return _room(request, frame, dialog, visitor)


@from_own_page
@never_cache
@sensitive_post_parameters("text", "name", "phone", "address", "code", "words")
@require_http_methods(["GET", "POST"])
def dialog(request: HttpRequest, dialog_id: UUID) -> HttpResponse:
    """Show one dialog, `?print` its text alone; POST `do` takes a step."""
    frame, visitor = frame_of(request), visitor_of(request)
    found = dialog_for(visitor.by, dialog_id)
    if request.method == "POST":
        return _step(request, frame, found, visitor)
    if request.htmx:  # type: ignore[attr-defined]
        return _foot(request, frame, found, visitor)
    if "print" in request.GET or found.state not in TALKING:
        context = {"dialog": found, "days": days_of(found), "is_own": True}
        return render(request, "chat/transcript.html", context)
    return _room(request, frame, found, visitor)


# --- the beginning
def _begun(request: HttpRequest, frame: Frame, visitor: Visitor) -> HttpResponse:
    now, line = timezone.now(), _line(frame)
    if line is None:
        return _beginning(request, frame, visitor)
    prospect = prospect_of(line, now=now)
    texts = asked_consents(visitor.by, now=now)
    form = BeginForm(request.POST, languages=prospect.languages, asks_consent=bool(texts))
    if not form.is_valid():
        return _beginning(request, frame, visitor, form=form)
    beginning = Beginning(
        text=form.cleaned_data["text"],
        line=line,
        language=form.cleaned_data["language"],
        site=frame.site,
        consents=tuple(texts),
    )
    try:
        admit_begin(request, now=now)
        begin(beginning=beginning, by=visitor.by, now=now)
    except DomainError as error:
        form.add_error(None, str(error))
        return _beginning(request, frame, visitor, form=form, refusal=error)
    return dressed(go(request, reverse("chat:page") + frame.query), frame, visitor)


def _beginning(
    request: HttpRequest,
    frame: Frame,
    visitor: Visitor,
    *,
    form: BeginForm | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    now, line = timezone.now(), _line(frame)
    prospect = prospect_of(line, now=now) if line else None
    texts = asked_consents(visitor.by, now=now)
    if form is None and prospect is not None:
        form = BeginForm(
            languages=prospect.languages,
            asks_consent=bool(texts),
            initial={"language": _language(visitor, prospect)},
        )
    context = {"form": form, "prospect": prospect, "texts": texts}
    context |= {"unclaimed": unclaimed_of(request)}
    response = _page(request, "chat/begin.html", context, frame, visitor=None)
    if form is not None and form.is_bound:
        response.status_code = 429 if isinstance(refusal, TooManyRequests) else 422
    return response


def _line(frame: Frame) -> Any:
    return frame.site.line if frame.site else chat_line()


def _language(visitor: Visitor, prospect: Prospect) -> str:
    own = getattr(getattr(visitor.by, "citizen", None), "language", "") or get_language()
    return own if own in {each.code for each in prospect.languages} else "ru"


# --- the conversation
def _is_fresh(dialog: Dialog) -> bool:
    """Whether coming back leads into this dialog: it goes on, or has just ended and may be rated."""
    ended = dialog.talk_ended_at or dialog.ended_at
    if dialog.state in TALKING:
        return True
    return ended is not None and (timezone.now() - ended).total_seconds() < 3600


def _room(request: HttpRequest, frame: Frame, dialog: Dialog, visitor: Visitor) -> HttpResponse:
    context = {"days": days_of(dialog), **foot_context(dialog, visitor.by, now=timezone.now())}
    return _page(request, "chat/room.html", context, frame, visitor=visitor)


def _step(request: HttpRequest, frame: Frame, dialog: Dialog, visitor: Visitor) -> HttpResponse:
    """Take one step; a refusal is said where the step was, words typed stay."""
    step = STEPS.get(request.POST.get("do", ""))
    if step is None:
        return HttpResponse(status=400)
    extra: dict[str, Any] = {}
    try:
        extra = step(request, dialog, visitor.by, timezone.now()) or {}
    except DomainError as error:
        extra = {"error": str(error), "status": error.http_status}
        extra |= {"code_sent": request.POST.get("sent", "")}
    if request.htmx or extra:  # type: ignore[attr-defined]
        found = dialog_for(visitor.by, dialog.pk)
        if request.htmx:  # type: ignore[attr-defined]
            return _foot(request, frame, found, visitor, extra)
        context = foot_context(found, visitor.by, now=timezone.now())
        context |= {"days": days_of(found), **extra}
        response = _page(request, "chat/room.html", context, frame, visitor=visitor)
        response.status_code = _status(extra)
        return response
    return dressed(go(request, reverse("chat:page") + frame.query), frame, visitor)


def _foot(
    request: HttpRequest,
    frame: Frame,
    dialog: Dialog,
    visitor: Visitor,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    context = foot_context(dialog, visitor.by, now=timezone.now())
    context |= {"frame": frame, **(extra or {})}
    response = render(request, "chat/_foot.html", context)
    response.status_code = _status(extra or {})
    return dressed(response, frame)


def _status(extra: dict[str, Any]) -> int:
    """Whatever is refused comes with the same part of the page, which a script puts in only at 422."""
    status = int(extra.get("status", 200))
    return 422 if status in {400, 409, 429} else status


def _page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    frame: Frame,
    *,
    visitor: Visitor | None,
) -> HttpResponse:
    layout = FRAME if frame.code else WHOLE
    response = render(request, template, {**context, "layout": layout, "frame": frame})
    return dressed(response, frame, visitor)
