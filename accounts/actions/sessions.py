"""Sign-ins and their ends. Raising the epoch ends every session; the caller keeps its own (A-06)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actions.own_sessions import begin_session
from accounts.events import (
    PasswordChanged,
    SecondFactorChanged,
    SessionsEnded,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from accounts.identifiers import Identifier
from accounts.models import User
from accounts.policies import can_change_password, can_end_sessions
from accounts.selectors import user_with_identifier
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from common.live import poke
from common.policies import require
from journal.facts import record

MAX_PASSWORD = 256


def raise_epoch(user: User) -> None:
    """End every session and socket of a locked user, in the caller's transaction; records nothing."""
    user.sessions_epoch += 1
    user.save(update_fields=["sessions_epoch"])
    transaction.on_commit(lambda: poke(f"user:{user.pk}"))


@dataclass(frozen=True, slots=True)
class Where:
    """Where a person signed in: the session's key and what they will recognise it by."""

    key: str
    device: str
    address: str


@transaction.atomic
def note_sign_in(*, user: User, where: Where, now: datetime) -> None:
    """Record that a person signed in, and show it among their sessions."""
    begin_session(user=user, key=where.key, device=where.device, address=where.address, now=now)
    record(SignedIn(user.pk), by=user, at=now)


@transaction.atomic
def note_failed_sign_in(*, identifier: Identifier, now: datetime) -> None:
    """Record that a wrong password was typed for a known person; of unknown ones nothing is kept.

    Who typed is not known, so the system says it. How often is bounded by `accounts.throttle`.
    """
    user = user_with_identifier(identifier)
    if user is not None:
        record(SignInFailed(user.pk), by=SYSTEM, at=now)


@transaction.atomic
def note_sign_out(*, user: User, now: datetime) -> None:
    """Record that a person left."""
    record(SignedOut(user.pk), by=user, at=now)


@transaction.atomic
def end_sessions(*, user: User, by: Acts, now: datetime) -> User:
    """End every session of a person; return the person, whose new hash keeps the caller's session."""
    require(can_end_sessions, by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    raise_epoch(user)
    record(SessionsEnded(user.pk), by=by, at=now)
    return user


@transaction.atomic
def change_password(*, user: User, password: str, by: Acts, now: datetime) -> User:
    """Set a password that passes the rules and end the other sessions; raises InvalidInput."""
    require(can_change_password, by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    check_password_rules(password, user=user)
    user.set_password(password)
    user.save(update_fields=["password"])
    raise_epoch(user)
    record(PasswordChanged(user.pk), by=by, at=now)
    return user


@transaction.atomic
def note_second_factor(*, user: User, change: str, method: str, now: datetime) -> User:
    """Record a second factor added, removed or reset, and end the other sessions."""
    user = User.objects.select_for_update().get(pk=user.pk)
    raise_epoch(user)
    record(SecondFactorChanged(user.pk, change, method), by=user, at=now)
    return user


def check_password_rules(password: str, *, user: User | None = None) -> None:
    """Raise InvalidInput on field `password` with every rule that is broken (A-11)."""
    if len(password) > MAX_PASSWORD:
        raise InvalidInput("Пароль слишком длинный: не больше 256 знаков.", field="password")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="password") from error
