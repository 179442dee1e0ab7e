"""One person signed in to the bare project."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore

from bench.bare.models import Ticket

CSRF = "b" * 32


def visitor() -> dict[str, Any]:
    user, _ = User.objects.get_or_create(username="visitor", defaults={"password": "!"})
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    numbers = Ticket.objects.filter(status__in=(1, 2)).order_by("-created")
    return {
        "cookie": f"sessionid={session.session_key}; csrftoken={CSRF}",
        "csrf": CSRF,
        "numbers": list(numbers.values_list("number", flat=True)[:400]),
    }
