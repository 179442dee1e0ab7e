"""«Перезвоните мне»: anybody asks for a call and is told when; signed-in citizens also take it back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Citizen
from common.actors import SYSTEM
from common.clients import client_network
from common.errors import DomainError, TooManyRequests
from common.htmx import go
from common.ratelimit import bucket_key, limit
from routing.actions.callbacks import NewCallback, cancel_callback, request_callback
from routing.forms import CallbackForm
from routing.selectors.callbacks import own_callback, waiting_of_citizen, window_words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PROMISED = "callback_promised"


@never_cache
@sensitive_post_parameters("phone", "question")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form or the call that is waited for; POST asks for one."""
    if request.user.is_authenticated and not request.user.is_citizen:
        raise Http404("Страница не найдена")
    now, own = timezone.now(), _citizen(request)
    waiting = waiting_of_citizen(own)
    if waiting is not None:
        when = window_words(waiting.window_from, waiting.window_to, now=now)
        return render(request, "routing/callback_waits.html", {"callback": waiting, "when": when})
    form = CallbackForm(request.POST or None, now=now, initial=_initial(request, own))
    refusal: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            return _promised(request, form, own)
        except DomainError as error:
            refusal = error
            form.add_error(None, str(error))
    response = render(request, "routing/callback.html", {"form": form, "own": own})
    response.status_code = _status(form, refusal)
    return response


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say when we call; the words wait in the session, no number is in the address."""
    when = request.session.get(PROMISED, "")
    return render(request, "routing/callback_done.html", {"when": when})


@require_POST
def cancellation(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Take one's own request back."""
    own = _citizen(request)
    if own is None:
        raise Http404("Звонок не найден")
    callback = own_callback(own, callback_id)
    cancel_callback(callback=callback, by=request.user, now=timezone.now())
    return go(request, reverse("callback:ask"))


def _promised(request: HttpRequest, form: CallbackForm, own: Citizen | None) -> HttpResponse:
    now, given = timezone.now(), form.cleaned_data
    _admit(phone=given["phone"], network=client_network(request), now=now)
    new = NewCallback(
        phone=given["phone"],
        line=given["line"],
        language=given["language"],
        citizen=own,
        question=given["question"],
        why=given["why"],
    )
    by = request.user if own is not None else SYSTEM
    _, window = request_callback(new=new, by=by, now=now)
    request.session[PROMISED] = window.words(now)
    return go(request, reverse("callback:done"))


def _admit(*, phone: str, network: str, now: Any) -> None:
    """Nobody has strangers rung: few requests a number, few a network; exact under concurrency."""
    words = "Слишком много заказанных звонков. Попробуйте завтра или напишите обращение."
    limit(bucket_key("callback-network", network), most=10, window=HOUR, now=now, message=words)
    limit(bucket_key("callback-phone", phone), most=3, window=DAY, now=now, message=words)


def _initial(request: HttpRequest, own: Citizen | None) -> dict[str, Any]:
    asked = request.GET
    return {
        "phone": own.phone if own else "",
        "language": asked.get("language", own.language if own else "ru"),
        "line": asked.get("line", "hotline"),
        "why": asked.get("why", ""),
        "question": asked.get("question", "")[:500],
    }


def _citizen(request: HttpRequest) -> Citizen | None:
    return getattr(request.user, "citizen", None) if request.user.is_authenticated else None


def _status(form: CallbackForm, refusal: DomainError | None) -> int:
    if isinstance(refusal, TooManyRequests):
        return 429
    return 422 if form.is_bound else 200
