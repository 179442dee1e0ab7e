"""A code an operator has sent, on pages of the citizen it waits for."""

from django import template
from django.utils import timezone

from accounts.models import Citizen
from accounts.selectors.caller_codes import address_waited_at

register = template.Library()


@register.inclusion_tag("accounts/_code_waits.html")
def caller_code_waits(citizen: Citizen) -> dict[str, bool]:
    """Lead to `/confirm/` while a code waits: `{% caller_code_waits request.user.citizen %}`."""
    return {"is_waiting": bool(address_waited_at(citizen, now=timezone.now()))}
