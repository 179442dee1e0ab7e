"""The caller proves the phone or e-mail: the code from the message is typed here and told to nobody (C14).

The answer is the same, in words and in time, whether a code waits at the address or not (A-10).
"""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.caller_codes import enter_caller_code
from accounts.forms import ConfirmForm
from accounts.models import User
from accounts.selectors.caller_codes import address_waited_at
from accounts.throttle import admit_caller_code
from accounts.views._page import page
from common.actors import SYSTEM
from common.clients import client_network
from common.errors import DomainError
from common.htmx import go

# Longer than the longest honest answer, so that none is told from another by its time.
ANSWERS_IN_S = 0.15


@never_cache
@sensitive_post_parameters("code", "identifier")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the phone or e-mail and the code; signed-in citizens type the code alone."""
    started = time.monotonic()
    own = _own_address(request)
    form = ConfirmForm(request.POST or None, own=own)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            _enter(request, form, own=own)
            return go(request, reverse("confirm:done"))
        except DomainError as error:
            form.add_refusal(error)
            refusal = error
        finally:
            time.sleep(max(0.0, ANSWERS_IN_S - (time.monotonic() - started)))
    return page(request, "accounts/confirm_caller.html", {"form": form, "own": own}, error=refusal)


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say that the operator knows; the talk goes on."""
    return render(request, "accounts/confirm_done.html")


def _enter(request: HttpRequest, form: ConfirmForm, *, own: str) -> None:
    now, address = timezone.now(), own or form.cleaned_data["identifier"].value
    admit_caller_code(address=address, network=client_network(request), now=now)
    by = request.user if isinstance(request.user, User) else SYSTEM
    enter_caller_code(address=address, code=form.cleaned_data["code"], by=by, now=now)


def _own_address(request: HttpRequest) -> str:
    """Return where a code waits for the citizen who is signed in, "" for anybody else."""
    citizen = getattr(request.user, "citizen", None)
    return address_waited_at(citizen, now=timezone.now()) if citizen else ""
