"""How addresses of people are written on pages."""

from django import template

from common.phones import display_phone

register = template.Library()


@register.filter
def phone(e164: str) -> str:
    """Write a number for reading: «+7 916 123-45-67»."""
    return display_phone(e164) if e164 else ""
