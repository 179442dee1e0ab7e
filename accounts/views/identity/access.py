"""Registries and the portal's account in a conversation: ask, see the answer come."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access_panel import access_context
from accounts.actions.portal import ask_portal
from accounts.actions.registries import ask_registry
from accounts.models import Contact
from accounts.views.identity._page import (
    led_contact,
    panel_after,
    panel_url,
    place_of,
    workers_only,
)
from common.errors import DomainError
from common.htmx import go


@workers_only
@never_cache
@require_safe
def access(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Show how the questions stand; the page asks again whenever something has changed."""
    contact = led_contact(request, contact_id)
    return (
        _block(request, contact)
        if request.htmx
        else go(request, panel_url(request, contact.citizen))
    )


@workers_only
@never_cache
@require_POST
def inquiries(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Ask a registry."""
    contact, registry = led_contact(request, contact_id), request.POST.get("registry", "")
    try:
        ask_registry(contact=contact, registry=registry, by=request.user, now=timezone.now())
    except DomainError as error:
        return _after(request, contact, error)
    return _after(request, contact)


@workers_only
@never_cache
@require_POST
def portal(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Ask the portal to do something with the person's account."""
    contact, kind = led_contact(request, contact_id), request.POST.get("kind", "")
    try:
        ask_portal(contact=contact, kind=kind, by=request.user, now=timezone.now())
    except DomainError as error:
        return _after(request, contact, error)
    return _after(request, contact)


def _after(
    request: HttpRequest, contact: Contact, error: DomainError | None = None
) -> HttpResponse:
    if not request.htmx or (error is not None and error.http_status == 403):
        return panel_after(request, contact.citizen, error=error)
    return _block(request, contact, error)


def _block(
    request: HttpRequest, contact: Contact, error: DomainError | None = None
) -> HttpResponse:
    fresh = Contact.objects.select_related("citizen").get(pk=contact.pk)
    place = place_of(request)
    context = access_context(request.user, fresh, need=place["need"], now=timezone.now())
    context |= {"place": place, "refusal": error}
    status = 422 if error else 200
    return render(request, "accounts/identity/_access.html", context, status=status)
