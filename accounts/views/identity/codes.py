"""Codes for a caller, as the operator starts and watches them; the citizen types them at /confirm/."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions.caller_codes import note_code_spoken, start_caller_code
from accounts.views.identity._page import led_contact, panel_after, workers_only
from common.errors import DomainError


@workers_only
@never_cache
@require_POST
def send(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Send a code by SMS or by letter."""
    contact = led_contact(request, contact_id)
    channel = request.POST.get("channel", "sms")
    try:
        start_caller_code(contact=contact, channel=channel, by=request.user, now=timezone.now())
    except DomainError as error:
        return panel_after(request, contact.citizen, error=error)
    return panel_after(request, contact.citizen)


@workers_only
@never_cache
@require_POST
def spoken(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Kill the code the caller has read aloud."""
    contact = led_contact(request, contact_id)
    try:
        note_code_spoken(contact=contact, by=request.user, now=timezone.now())
    except DomainError as error:
        return panel_after(request, contact.citizen, error=error)
    return panel_after(request, contact.citizen)
