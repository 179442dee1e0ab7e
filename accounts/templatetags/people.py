"""How addresses of people are written on pages."""

from django import template

from accounts.attributes import masked
from common.phones import display_phone
from common.templatetags.masks import masked_email, masked_phone

register = template.Library()


@register.filter
def phone(e164: str) -> str:
    """Write a number for reading: «+7 916 123-45-67»."""
    return display_phone(e164) if e164 else ""


register.filter("masked_phone", masked_phone)
register.filter("masked_email", masked_email)


@register.filter
def language_name(code: str) -> str:
    """Name a language of notices in Russian."""
    names = {"ru": "Русский", "en": "Английский", "tt": "Татарский", "ba": "Башкирский"}
    return names.get(code, code)


@register.filter
def masked_as(value: str, attribute: str) -> str:
    """Write a stored value of an attribute masked: `{{ change.old_value|masked_as:change.attribute }}`."""
    return masked(attribute, value)
