"""A person's own page: name, addresses, password, sessions; second factors for staff."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.codes import DeadCode, Purpose
from accounts.actions.profiles import change_contact, update_profile
from accounts.actions.sessions import change_password, end_sessions
from accounts.forms import ChangePasswordForm, ContactForm, ProfileForm
from accounts.identifiers import Identifier
from accounts.models import Citizen
from accounts.pending import Pending
from accounts.policies import active_limits
from accounts.reauth import recently_proved
from accounts.selectors import second_factors_of
from accounts.selectors.changes import active_freeze
from accounts.sending import send_code
from accounts.throttle import admit_password, forgive_password
from accounts.views._page import PersonRequest, page
from common.clients import client_network
from common.errors import DomainError, TooManyRequests
from common.htmx import go


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """Show the profile; a citizen changes the name and language here."""
    user = request.user
    if not user.is_citizen:
        factors = second_factors_of(user)
        return render(request, "accounts/staff_profile.html", {"factors": factors})
    citizen = get_object_or_404(Citizen, user=user)
    form = ProfileForm(request.POST or None, initial=_initial(citizen))
    if form.is_bound and form.is_valid():
        language, now = form.cleaned_data["language"], timezone.now()
        try:
            update_profile(citizen=citizen, name=form.name, language=language, by=user, now=now)
            messages.success(request, "Изменения сохранены.")
            return go(request, reverse("accounts:profile"))
        except DomainError as error:
            form.add_refusal(error)
    limit = active_limits(citizen, now=timezone.now()).first()
    context = {"form": form, "citizen": citizen, "limit": limit, "freeze": active_freeze(citizen)}
    return page(request, "accounts/profile.html", context)


def _initial(citizen: Citizen) -> dict[str, str]:
    fields = ("last_name", "first_name", "middle_name", "language")
    return {name: getattr(citizen, name) for name in fields}


@never_cache
@login_required
@recently_proved
@require_http_methods(["GET", "POST"])
def contact(request: PersonRequest) -> HttpResponse:
    """Take a new phone or e-mail; it counts once the code from it is typed."""
    citizen = get_object_or_404(Citizen, user=request.user)
    form = ContactForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        to, back = form.cleaned_data["identifier"], reverse("accounts:profile")
        try:
            send_code(request, Purpose.CONTACT_CHANGE, to, next_url=back)
            return go(request, reverse("accounts:code"))
        except TooManyRequests as error:
            form.add_refusal(error)
            refusal = error
    context = {"form": form, "citizen": citizen}
    return page(request, "accounts/contact.html", context, error=refusal)


def finish_contact_change(request: HttpRequest, waiting: Pending) -> HttpResponse:
    """Put the proved address into the profile; this browser stays signed in, others do not."""
    user = request.user
    if not user.is_authenticated:
        raise DeadCode("Вход закончился. Войдите и запросите код ещё раз.")
    citizen = get_object_or_404(Citizen, user=user)
    proved = Identifier(waiting.channel, waiting.address)
    citizen = change_contact(citizen=citizen, proved=proved, by=user, now=timezone.now())
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    messages.success(request, "Новый адрес подтверждён.")
    return go(request, waiting.next_url or reverse("accounts:after-login"))


@never_cache
@login_required
@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "POST"])
def password(request: PersonRequest) -> HttpResponse:
    """Change the password, knowing the old one; other sessions end."""
    user = request.user
    form = ChangePasswordForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        new, now = form.cleaned_data["password"], timezone.now()
        try:
            _check_current(request, form.cleaned_data["current"])
            changed = change_password(user=user, password=new, by=user, now=now)
            update_session_auth_hash(request, changed)
            messages.success(request, "Пароль изменён. На других устройствах вход закрыт.")
            return go(request, reverse("accounts:profile"))
        except DomainError as error:
            form.add_refusal(error)
            refusal = error
    return page(request, "accounts/password.html", {"form": form}, error=refusal)


def _check_current(request: PersonRequest, given: str) -> None:
    who, network = f"user:{request.user.pk}", client_network(request)
    admit_password(identifier=who, network=network, now=timezone.now())
    if request.user.has_usable_password() and not request.user.check_password(given):
        raise DomainError("Нынешний пароль не подошёл.")
    forgive_password(identifier=who, network=network)


@login_required
@require_POST
def other_sessions(request: PersonRequest) -> HttpResponse:
    """End every session but this one."""
    changed = end_sessions(user=request.user, by=request.user, now=timezone.now())
    update_session_auth_hash(request, changed)
    messages.success(request, "На других устройствах вход закрыт.")
    return go(request, reverse("accounts:profile"))
