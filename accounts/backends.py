"""Signing in with a password: staff by their plain e-mail, citizens through the blind index."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.identifiers import parse_identifier
from accounts.models import User
from accounts.selectors import standing_users, teams_known, user_with_identifier
from common.errors import InvalidInput
from common.prepared import Slot, prepared


class IdentifierBackend(ModelBackend):
    """Password by phone or e-mail. The hash is computed once whether or not anybody is found (A-10).

    Deactivated people are refused. Limits are counted before this is asked (`accounts.throttle`).
    Rights of Django are not used: policies decide; `is_superuser` opens nothing by itself.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        text = credentials.get("identifier") or credentials.get("email") or username
        if not text or not password:
            return None
        user = _find(text)
        if user is None or not user.has_usable_password():
            make_password(password)  # the same work as a check of a wrong password
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: UUID | str) -> User | None:
        """Return who is signed in with profile and teams: one statement a request."""
        found = teams_known(_signed_in().rows(key=user_id))
        return found[0] if found else None

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


@prepared
def _signed_in() -> QuerySet[User, Any]:
    return standing_users(pk=Slot("key"))


def _find(text: str) -> User | None:
    try:
        return user_with_identifier(parse_identifier(text))
    except InvalidInput:
        return None
