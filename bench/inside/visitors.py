"""People who are already signed in: sessions and a key, so that a load begins behind the door."""

import secrets
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from accounts.actions.keys import NewKey, Scope, issue_api_key
from accounts.models import Team, User
from accounts.session_store import SessionStore

CSRF = "b" * 32
STAFF = ("operator", "senior", "supervisor", "admin")


def visitors() -> dict[str, Any]:
    """Return cookies by who they are, a key of the API and numbers of appeals to open."""
    staff = {name: User.objects.get(email=f"{name}@example.org") for name in STAFF}
    found: dict[str, Any] = {name: cookie_of(user) for name, user in staff.items()}
    citizens = User.objects.filter(citizen__isnull=False).order_by("pk")
    found["citizens"] = [cookie_of(user) for user in citizens]
    new = NewKey(
        title=f"Нагрузка {secrets.token_hex(4)}",
        scopes=tuple(scope.value for scope in Scope),
        teams=tuple(Team.objects.all()),
    )
    _, found["key"] = issue_api_key(new=new, by=staff["admin"], now=timezone.now())
    found["csrf"] = CSRF
    found["numbers"] = _numbers(staff["operator"])
    return found


def cookie_of(user: User) -> str:
    """Return the Cookie header of a fresh session of this person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # just signed in: a download asks for a fresh proof
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return f"{names[0]}={session.session_key}; {names[1]}={CSRF}"


def _numbers(operator: User) -> list[int]:
    from tickets.models import Ticket

    opened = Ticket.objects.open().filter(team__in=operator.team_ids()).order_by("-activity_at")
    return list(opened.values_list("number", flat=True)[:400])
