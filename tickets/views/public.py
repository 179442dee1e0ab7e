"""The state of an appeal without signing in: number, one-time code, state (Z-16).

The number's page says the same for every number. What was proved is kept in the browser's session
for SHOWN_FOR; addresses have no number in them.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.clients import client_network
from common.errors import DomainError, TooManyRequests
from common.htmx import go
from tickets.actions.public_status import Stranger, ask_status_code, open_status
from tickets.forms.public import CodeForm, NumberForm
from tickets.selectors.progress import promise_of, steps_of
from tickets.selectors.public_status import proved_ticket

ASKED, PROVED = "status_asked", "status_proved"
SHOWN_FOR = timedelta(minutes=30)
AGAIN_AFTER = timedelta(minutes=1)


@never_cache
@require_http_methods(["GET", "POST"])
def ticket_status(request: HttpRequest) -> HttpResponse:
    """Ask for the number; every well-formed one leads to the same page of the code."""
    form = NumberForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            _ask(request, form.cleaned_data["number"], now=timezone.now())
            return go(request, reverse("public:status-code"))
        except DomainError as error:
            form.add_error(None, str(error))
            refusal = error
    return _page(request, "number", {"form": form}, refusal)


@never_cache
@require_http_methods(["GET", "POST"])
def status_code(request: HttpRequest) -> HttpResponse:
    """Take the code; the right one shows the state."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("public:ticket-status")
    form = CodeForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            _prove(request, UUID(asked["code"]), form.cleaned_data["code"], now=timezone.now())
            return go(request, reverse("public:shown-status"))
        except DomainError as error:
            form.add_error("code", str(error))
            refusal = error
    return _page(request, "code", {"form": form, "number": asked["number"]}, refusal)


@never_cache
@require_safe
def shown_status(request: HttpRequest) -> HttpResponse:
    """Show where the appeal is, when an answer is due and what is asked; nothing else."""
    now = timezone.now()
    proved = request.session.get(PROVED)
    if proved is None or now > datetime.fromisoformat(proved["until"]):
        return redirect("public:ticket-status")
    ticket = proved_ticket(UUID(proved["ticket"]))
    context = {
        "ticket": ticket,
        "steps": steps_of(ticket, now=now),
        "promise": promise_of(ticket, now=now),
    }
    return render(request, "tickets/public/status.html", context)


def _ask(request: HttpRequest, number: int, *, now: datetime) -> None:
    """Ask for a code unless this browser has just done so: the code on its way must stay good."""
    asked = request.session.get(ASKED)
    if asked and asked["number"] == number and now < datetime.fromisoformat(asked["again"]):
        return
    code_id = ask_status_code(number=number, asked_by=_asker(request), now=now)
    again = (now + AGAIN_AFTER).isoformat()
    request.session[ASKED] = {"code": str(code_id), "number": number, "again": again}


def _prove(request: HttpRequest, code_id: UUID, code: str, *, now: datetime) -> None:
    """Exchange the code for half an hour of reading; the session gets a new key (A-05)."""
    ticket_id = open_status(code_id=code_id, code=code, asked_by=_asker(request), now=now)
    request.session.pop(ASKED, None)
    request.session.cycle_key()
    request.session[PROVED] = {"ticket": str(ticket_id), "until": (now + SHOWN_FOR).isoformat()}


def _asker(request: HttpRequest) -> Stranger:
    if not request.session.session_key:
        request.session.create()
    return Stranger(str(request.session.session_key), client_network(request))


def _page(
    request: HttpRequest, name: str, context: dict[str, object], refusal: DomainError | None
) -> HttpResponse:
    status = 200 if request.method == "GET" else 422
    response = render(request, f"tickets/public/{name}.html", context, status=status)
    if isinstance(refusal, TooManyRequests):
        response.status_code = 429
        response["Retry-After"] = str(refusal.retry_after_s)
    return response
