"""The dialog begun before signing in: shown to who has signed in since, taken along by one press."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from chat.actions.claiming import claim_dialog
from chat.guests import guest_of
from chat.models import Dialog
from chat.policies import can_claim
from chat.selectors.dialogs import dialog_for
from chat.selectors.earlier import last_of
from chat.views.visitors import Frame, dressed
from common.htmx import go


def unclaimed_of(request: HttpRequest) -> Dialog | None:
    """Return the newest dialog this browser's guest had, when who signed in may take it along."""
    guest = guest_of(request)
    if guest is None or not request.user.is_authenticated:
        return None
    dialog = last_of(guest)
    return dialog if dialog is not None and can_claim(request.user, dialog) else None


def claimed(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Move a dialog of this browser into the cabinet."""
    guest, user = guest_of(request), request.user
    if guest is None or not user.is_authenticated:
        raise Http404("Страница не найдена")
    dialog = dialog_for(guest, _id(request.POST.get("claim", "")))
    claim_dialog(dialog=dialog, guest=guest, by=user, now=timezone.now())
    return dressed(go(request, reverse("chat:dialog", args=[dialog.pk]) + frame.query), frame)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404("Разговор не найден") from error
