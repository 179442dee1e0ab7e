"""`{% load masks %}`: values of people with their middle hidden; an empty value stays empty."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import template

from common import masking
from common.masking import ONLY_CODES, mask_text

register = template.Library()

Filter = Callable[[Any], str]


def _masked(mask: Callable[[Any], str]) -> Filter:
    return lambda value: mask(value if isinstance(value, date) else str(value)) if value else ""


@register.filter
def hide_secrets(text: Any) -> str:
    """Write a text people typed without codes, cards and numbers of documents: for staff."""
    return mask_text(str(text)).text if text else ""


@register.filter
def hide_codes(text: Any) -> str:
    """Write a text without codes: for whom the text concerns."""
    return mask_text(str(text), ONLY_CODES).text if text else ""


@register.filter
def hidden_flag(text: Any) -> str:
    """«Скрыт номер карты»: what `hide_secrets` hides in a text; empty for nothing."""
    return mask_text(str(text)).flag if text else ""


masked_snils = register.filter("masked_snils", _masked(masking.mask_snils))
masked_passport = register.filter("masked_passport", _masked(masking.mask_passport))
masked_inn = register.filter("masked_inn", _masked(masking.mask_inn))
masked_phone = register.filter("masked_phone", _masked(masking.mask_phone))
masked_email = register.filter("masked_email", _masked(masking.mask_email))
masked_birth_date = register.filter("masked_birth_date", _masked(masking.mask_birth_date))
masked_address = register.filter("masked_address", _masked(masking.mask_address))
masked_card = register.filter("masked_card", _masked(masking.mask_card))
