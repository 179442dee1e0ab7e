"""Where a person is signed in, and ending it there (A-20)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.own_sessions import digest_of_key, end_session
from accounts.selectors.own_sessions import sessions_of
from accounts.views._page import PersonRequest
from common.htmx import go


@never_cache
@login_required
@require_safe
def sessions(request: PersonRequest) -> HttpResponse:
    """List the person's sessions; the key of none is in the page."""
    mine = digest_of_key(str(request.session.session_key))
    rows = sessions_of(request.user, now=timezone.now())
    context = {"sessions": [(row, bytes(row.key_digest) == mine) for row in rows]}
    return render(request, "accounts/sessions.html", context)


@never_cache
@login_required
@require_POST
def end(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """End one of one's own sessions; another person's is not found."""
    now = timezone.now()
    session = get_object_or_404(sessions_of(request.user, now=now), pk=session_id)
    end_session(session=session, by=request.user, now=now)
    messages.success(request, "На этом устройстве вход закрыт.")
    return go(request, reverse("accounts:sessions"))
