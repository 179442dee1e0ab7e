"""allauth tells by Django signals only; this one file listens (the domain itself has no signals)."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions.sessions import note_second_factor
from accounts.models import User


@receiver(authentication_step_completed)
def give_new_session_id(request: HttpRequest, **_: Any) -> None:
    """A new session id after every factor; the older ones answer nobody (A-03)."""
    request.session.cycle_key()


@receiver(authenticator_added)
def note_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    _note(request, user, "added", authenticator)


@receiver(authenticator_removed)
def note_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    _note(request, user, "removed", authenticator)


@receiver(authenticator_reset)
def note_reset(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    _note(request, user, "reset", authenticator)


def _note(request: HttpRequest, user: User, change: str, authenticator: Any) -> None:
    changed = note_second_factor(
        user=user, change=change, method=authenticator.type, now=timezone.now()
    )
    user.sessions_epoch = changed.sessions_epoch
    if request.user == user:
        update_session_auth_hash(request, changed)
