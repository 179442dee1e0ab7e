"""Filters of the chat's templates."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def as_script(value: Any) -> SafeString:
    """Write a value into a script: JSON that can end no script and no comment."""
    text = json.dumps(value, ensure_ascii=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308  everything that could end the script is escaped above
