"""The panel itself: who is talking, how sure we are, what is still to ask; a conversation begins and ends."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.contacts import end_contact, open_contact
from accounts.models import Contact
from accounts.views.identity._page import (
    citizen_of,
    draw,
    led_contact,
    panel_after,
    place_of,
    workers_only,
)
from common.errors import DomainError, InvalidInput

CHANNELS = (Contact.Channel.PHONE, Contact.Channel.MFC, Contact.Channel.CHAT)


@workers_only
@never_cache
@require_safe
def panel(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Show the panel of a person."""
    return draw(request, citizen_of(citizen_id))


@workers_only
@never_cache
@require_POST
def start(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Begin a conversation, or take up the one that is going on."""
    citizen, channel = citizen_of(citizen_id), request.POST.get("channel", "")
    try:
        if channel not in CHANNELS:
            raise InvalidInput("Выберите, как человек обратился.", field="channel")
        open_contact(
            citizen=citizen,
            channel=channel,
            by=request.user,
            now=timezone.now(),
            matter=place_of(request)["ticket"],
        )
    except DomainError as error:
        return panel_after(request, citizen, error=error)
    return panel_after(request, citizen, takes_focus=True)


@workers_only
@never_cache
@require_POST
def end(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """End the conversation: everything is masked again."""
    contact = led_contact(request, contact_id)
    end_contact(contact=contact, by=request.user, now=timezone.now())
    return panel_after(request, contact.citizen)
