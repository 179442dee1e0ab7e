"""A forgotten password: a code proves the address, then a new password; one way for everybody."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import selectors
from accounts.actions.codes import DeadCode, Purpose
from accounts.actions.sessions import change_password
from accounts.forms import IdentifierForm, NewPasswordForm
from accounts.identifiers import Identifier
from accounts.models import User
from accounts.pending import Pending
from accounts.sending import send_code
from accounts.sign_in import sign_in
from accounts.views._page import page
from common.errors import DomainError, TooManyRequests
from common.htmx import go

PROVED_FOR_S = 600
_KEY = "recovery_proved"


@never_cache
@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """Send a code; a known and an unknown address get one answer."""
    form = IdentifierForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        to = form.cleaned_data["identifier"]
        user = selectors.user_with_identifier(to)
        try:
            known = user is not None and user.is_active
            send_code(request, Purpose.RECOVERY, to, deliver=known)
            return go(request, reverse("accounts:code"))
        except TooManyRequests as error:
            form.add_refusal(error)
            refusal = error
    return page(request, "accounts/recovery.html", {"form": form}, error=refusal)


def finish_recovery(request: HttpRequest, waiting: Pending) -> HttpResponse:
    """Remember in the session whose address is proved; the id of the session changes."""
    user = selectors.user_with_identifier(Identifier(waiting.channel, waiting.address))
    if user is None or not user.is_active:
        raise DeadCode("Этот код больше не действует. Запросите новый.")
    request.session.cycle_key()
    request.session[_KEY] = {"user": str(user.pk), "at": time.time()}
    return go(request, reverse("accounts:new-password"))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Set the password of the proved person, end every session, and go on as a sign-in."""
    user = _proved(request)
    if user is None:
        return redirect("accounts:recovery")
    form = NewPasswordForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            user = change_password(
                user=user, password=form.cleaned_data["password"], by=user, now=timezone.now()
            )
            request.session.pop(_KEY, None)
            return sign_in(request, user, method="code")
        except DomainError as error:
            form.add_refusal(error)
    return page(request, "accounts/new_password.html", {"form": form})


def _proved(request: HttpRequest) -> User | None:
    kept = request.session.get(_KEY)
    if not kept or time.time() - kept["at"] > PROVED_FOR_S:
        return None
    return selectors.active_user(kept["user"])
