"""How addresses of people are written on pages."""

from django import template

from accounts.attributes import masked
from accounts.models import ChangeFreeze, Citizen
from accounts.selectors.changes import active_freeze
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


@register.simple_tag
def freeze_of(citizen: Citizen) -> ChangeFreeze | None:
    """Return the block on changes: `{% freeze_of citizen as freeze %}`."""
    return active_freeze(citizen)
