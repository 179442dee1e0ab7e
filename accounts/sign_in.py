"""Letting somebody in: one way for staff and citizens, so that the second factor is never passed by."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import policies
from accounts.models import User
from accounts.selectors.consents import unasked_texts

BACKEND = "accounts.backends.IdentifierBackend"


def sign_in(request: HttpRequest, user: User, *, method: str, next_url: str = "") -> HttpResponse:
    """Take a proved person through allauth's stages: second factor when there is one, then in.

    `method` is what proved them: `password` or `code`. Deactivated people are turned away.
    """
    user.backend = BACKEND  # type: ignore[attr-defined]
    record_authentication(request, user, method=method)  # changes the session id
    return perform_login(request, user, redirect_url=_first_page(user, next_url))


def _first_page(user: User, next_url: str) -> str:
    """Return where the person wanted; a new version of a required text is asked on the way."""
    citizen = getattr(user, "citizen", None) if user.is_citizen else None
    if citizen is None or not unasked_texts(citizen, now=timezone.now()):
        return after_login_url(next_url)
    onward = urlencode({"next": next_url}) if next_url else ""
    return f"{reverse('accounts:consents-again')}{'?' if onward else ''}{onward}"


def after_login_url(next_url: str) -> str:
    return next_url or reverse("accounts:after-login")


def safe_next(request: HttpRequest) -> str:
    """Return the page a person wanted, empty unless it is a path of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    ):
        return str(wanted)
    return ""


def home_of(user: User) -> str:
    """Return the page a person's work starts with."""
    if user.is_citizen:
        return reverse("cabinet:tickets")
    if user.role == "supervisor":
        return reverse("board:overview")
    if policies.can_open_desk(user):
        return reverse("desk:tickets")
    if user.role == "editor":
        return reverse("faq:articles")
    if policies.can_keep_subject_requests(user):
        return reverse("subjects:requests")
    if policies.can_read_journal(user):
        return reverse("journal:entries")
    if policies.can_open_admin(user):
        return reverse("admin:index")
    return reverse("accounts:profile")
