"""A person's sessions that still open something."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import SignedInSession, User


def sessions_of(user: User, *, now: datetime) -> QuerySet[SignedInSession]:
    """Return the person's living sessions, newest first; what a changed password ended is not there."""
    since = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = SignedInSession.objects.filter(
        user=user, epoch=user.sessions_epoch, started_at__gt=since
    )
    return rows.order_by("-started_at")
