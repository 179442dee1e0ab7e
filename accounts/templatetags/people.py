"""How addresses of people are written on pages."""

from django import template

from accounts.identifiers import mask_email
from common.phones import display_phone, mask_phone

register = template.Library()


@register.filter
def phone(e164: str) -> str:
    """Write a number for reading: «+7 916 123-45-67»."""
    return display_phone(e164) if e164 else ""


@register.filter
def masked_phone(e164: str) -> str:
    """Write a number with its middle hidden: «+7 916 ***-**-67»."""
    return mask_phone(e164) if e164 else ""


@register.filter
def masked_email(value: str) -> str:
    """Write an e-mail with its name hidden: «m***a@example.ru»."""
    return mask_email(value) if value else ""


@register.filter
def language_name(code: str) -> str:
    """Name a language of notices in Russian."""
    names = {"ru": "Русский", "en": "Английский", "tt": "Татарский", "ba": "Башкирский"}
    return names.get(code, code)
