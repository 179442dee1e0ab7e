"""allauth as this house uses it: sign-in stages and second factors, nothing that stores addresses.

Staff and citizens live in `accounts`; a citizen has no row in allauth's `EmailAddress`, and staff
need none. allauth's own letters are off: facts of `accounts` are told by `notifications`.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.actions.sessions import Where, note_sign_in
from accounts.devices import device_words
from accounts.models import User
from accounts.reauth import was_recently_proved
from accounts.throttle import admit_password, forgive_password
from common.clients import client_address, client_network
from common.htmx import go
from gosuslugi_support import mfa_secrets


class AccountAdapter(DefaultAccountAdapter):
    """Who may come in and where they go."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Citizens sign up on our page, staff are created by an administrator."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:after-login")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:login")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, "Войти не удалось. Обратитесь к администратору.")
        return go(request, reverse("accounts:login"))

    def post_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse:
        note_sign_in(user=user, where=_where(request), now=timezone.now())
        return go(request, login["redirect_url"] or self.get_login_redirect_url(request))

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password of the one who is signed in, within the limits of signing in."""
        request = context.request
        network = client_network(request)
        admit_password(identifier=f"user:{user.pk}", network=network, now=timezone.now())
        if not user.check_password(password):
            return False
        forgive_password(identifier=f"user:{user.pk}", network=network)
        return True

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of the last five minutes is as good as a repeated one."""
        return not was_recently_proved(context.request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Told by `notifications` from `SecondFactorChanged`."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is sent past the outbox."""


def _where(request: HttpRequest) -> Where:
    """Return what a person recognises their session by later."""
    device = device_words(request.headers.get("User-Agent", ""))
    return Where(str(request.session.session_key), device, client_address(request))


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed like citizens' data, the last one not to be dropped."""

    def get_totp_label(self, user: User) -> str:
        return user.email or str(user)

    def encrypt(self, text: str) -> str:
        return mfa_secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return mfa_secrets.open_sealed(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where staff need a second factor, one has to remain (A-12)."""
        others = Authenticator.objects.filter(
            user_id=authenticator.user_id,
            type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN],
        ).exclude(pk=authenticator.pk)
        needs = settings.STAFF_SECOND_FACTOR and authenticator.user.is_employee
        return not needs or others.exists()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = settings.PUBLIC_URL.partition("://")[2].partition(":")[0].partition("/")[0]
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"name": self.get_totp_label(user), "display_name": str(user)}
