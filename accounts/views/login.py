"""Coming in and going out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth import logout as end_session
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors
from accounts.actions.sessions import note_failed_sign_in, note_sign_out
from accounts.forms import LoginForm, reachable
from accounts.known_devices import device_of, remember_device
from accounts.models import OneTimeCode
from accounts.sending import send_code
from accounts.sign_in import home_of, safe_next, sign_in
from accounts.throttle import admit_password, forgive_password
from accounts.views._page import page
from common.clients import client_network
from common.errors import DomainError
from common.htmx import go
from common.live import poke

WRONG = (
    "Не получилось войти: проверьте телефон или почту и пароль. Можно войти и без пароля, по коду."
)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask who it is; a password or a code proves it. Known and unknown people get one answer."""
    next_url = safe_next(request)
    if request.user.is_authenticated:
        return go(request, next_url or reverse("accounts:after-login"))
    form = LoginForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            return _answer(request, form, next_url=next_url)
        except ValidationError as error:
            form.add_error("identifier", error)
        except DomainError as error:
            form.add_refusal(error)
            refusal = error
    context = {"form": form, "next": next_url, "demo": settings.DEMO}
    return page(request, "accounts/login.html", context, error=refusal)


def _answer(request: HttpRequest, form: LoginForm, *, next_url: str) -> HttpResponse:
    """Return the way in, or raise what the page must say."""
    identifier, password = form.cleaned_data["identifier"], form.cleaned_data["password"]
    now, network = timezone.now(), client_network(request)
    if request.POST.get("way") == "code":
        reachable(identifier)
        user = selectors.user_with_identifier(identifier)
        known = user is not None and user.is_active
        send_code(request, OneTimeCode.Purpose.LOGIN, identifier, deliver=known, next_url=next_url)
        return go(request, reverse("accounts:code"))
    if not password:
        raise DomainError("Введите пароль или нажмите «Получить код».")
    device = device_of(request, identifier.value)
    admit_password(identifier=identifier.value, network=network, now=now, device=device)
    user = authenticate(request, identifier=identifier.value, password=password)
    if user is None:
        note_failed_sign_in(identifier=identifier, now=now)
        raise DomainError(WRONG)
    forgive_password(identifier=identifier.value, network=network, device=device)
    response = sign_in(request, user, method="password", next_url=next_url)
    return remember_device(request, response, identifier.value)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session; its sockets ask who they are again and close (A-05)."""
    user = request.user
    end_session(request)
    if user.is_authenticated:
        note_sign_out(user=user, now=timezone.now())
        poke(f"user:{user.pk}")
    messages.success(request, "Вы вышли.")
    response = go(request, reverse(settings.LOGOUT_REDIRECT_URL))
    # Drafts and whatever else this browser kept for the person goes with them (D-07).
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@never_cache
def after_login(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where their work starts."""
    if not request.user.is_authenticated:
        return redirect("accounts:login")
    return go(request, safe_next(request) or home_of(request.user))
