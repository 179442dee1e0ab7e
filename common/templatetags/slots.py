"""`{% slot "name" thing %}` draws what upper apps put there in `gosuslugi_support/wiring.py`."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, thing: Any = None) -> SafeString:
    """Draw the panels of a slot that this person may see, one after another."""
    request = context.get("request")
    drawn = [
        render_to_string(
            panel.template,
            {"panel": panel, "thing": thing, **panel.context(request, thing)},
            request,
        )
        for panel in slots.panels(name)
        if request is not None and panel.may_see(request, thing)
    ]
    return format_html_join("", "{}", ((part,) for part in drawn))
