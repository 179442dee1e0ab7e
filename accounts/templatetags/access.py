"""Registries and the portal's account as a part of another page of the desk."""

from typing import Any

from django import template
from django.utils import timezone

from accounts.access_panel import access_context
from accounts.models import Contact

register = template.Library()


@register.inclusion_tag("accounts/identity/_access.html", takes_context=True)
def access_block(context: template.Context, contact: Contact) -> dict[str, Any]:
    """Draw the block of a conversation: `{% access_block contact %}`; it re-reads itself."""
    request, place = context["request"], context.get("place") or {}
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "place": place,
        **access_context(request.user, contact, need=place.get("need", ""), now=timezone.now()),
    }
