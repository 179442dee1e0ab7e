"""`Authorization: Bearer gs_<prefix>_<secret>`: which system is asking, within its limit."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actions.keys import digest_of, note_key_use
from accounts.models import ApiKey
from accounts.selectors import usable_key
from common.clients import client_network
from common.ratelimit import bucket_key, limit

MINUTE = timedelta(minutes=1)
WRONG_KEYS_A_MINUTE = 30
_NOT_VALID = "Ключ неверный, отозван или истёк."


class ApiKeyAuthentication(BaseAuthentication):
    """`request.user` and `request.auth` become the key, the `by` of the doors. Cookies are not read."""

    def authenticate(self, request: Request) -> tuple[ApiKey, ApiKey] | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        mark, _, rest = text.strip().partition("_")
        prefix, _, secret = rest.partition("_")
        key = usable_key(prefix, now=now) if mark == "gs" and prefix else None
        given = digest_of(secret)
        if key is None or not constant_time_compare(given, bytes(key.digest)):
            network = client_network(request._request)
            limit(
                bucket_key("api-wrong", network),
                most=WRONG_KEYS_A_MINUTE,
                window=MINUTE,
                now=now,
            )
            raise AuthenticationFailed(_NOT_VALID)
        limit(
            bucket_key("api", key.pk),
            most=settings.API_REQUESTS_PER_MINUTE,
            window=MINUTE,
            now=now,
        )
        note_key_use(key=key, now=now)
        return key, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """The key in the generated OpenAPI."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "gs_<prefix>_<secret>",
        }
