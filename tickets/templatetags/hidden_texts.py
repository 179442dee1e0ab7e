"""Why somebody may want to see what a text hides."""

from django import template

from accounts.models import Reveal

register = template.Library()


@register.simple_tag
def reveal_reasons() -> list[tuple[str, str]]:
    """Return the same reasons as for personal data: one list for one journal."""
    return list(Reveal.Reason.choices)
