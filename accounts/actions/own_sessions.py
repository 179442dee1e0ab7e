"""A person's own sessions: written down at sign-in, listed, ended one by one (A-20)."""

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import transaction

from accounts.events import SessionEnded
from accounts.models import SignedInSession, User
from accounts.policies import can_end_sessions
from common.actors import Acts
from common.fields import keyed_digest
from common.live import poke
from common.policies import require
from journal.facts import record


def begin_session(
    *, user: User, key: str, device: str, address: str, now: datetime
) -> SignedInSession:
    """Write down a sign-in, in the transaction of its fact (`note_sign_in`)."""
    forget_key(key)
    return SignedInSession.objects.create(
        user=user,
        key=key,
        key_digest=digest_of_key(key),
        epoch=user.sessions_epoch,
        device=device[:80],
        address=address,
        started_at=now,
    )


@transaction.atomic
def end_session(*, session: SignedInSession, by: Acts, now: datetime) -> None:
    """End one session of a person at once; its sockets ask who they are and close."""
    require(can_end_sessions, by, session.user)
    session = SignedInSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    record(SessionEnded(session.user_id, session.pk), by=by, at=now)
    store(session.key).delete()
    transaction.on_commit(lambda: poke(f"user:{session.user_id}"))


def follow_key(*, before: str, after: str) -> None:
    """Let a session's row go on under its new key, in the epoch its person has now."""
    row = SignedInSession.objects.filter(key_digest=digest_of_key(before)).first()
    if row is not None:
        row.key, row.key_digest = after, digest_of_key(after)
        row.epoch = User.objects.values_list("sessions_epoch", flat=True).get(pk=row.user_id)
        row.save(update_fields=["key", "key_digest", "epoch"])


def forget_key(key: str) -> None:
    SignedInSession.objects.filter(key_digest=digest_of_key(key)).delete()


def sign_in_with(key: str | None) -> SignedInSession | None:
    """Return the sign-in a session's key belongs to, None without one."""
    return SignedInSession.objects.filter(key_digest=digest_of_key(key)).first() if key else None


def digest_of_key(key: str) -> bytes:
    return keyed_digest(key, place="accounts.signed_in_session.key")
