"""Addresses of the wallboard that keep the choice of lines."""

from typing import Any

from django import template

from analytics.choice import WallChoice
from analytics.words import span

register = template.Library()


@register.simple_tag
def wall_link(choice: WallChoice, name: str, *args: Any, **values: Any) -> str:
    """`{% wall_link choice "waiting" skill="tech" %}`: the address with the chosen line kept."""
    return choice.url(name, *args, **values)


@register.filter
def lasted(seconds: float | None) -> str:
    """`{{ row.waited_s|lasted }}`: «3 мин 20 с», a dash for None."""
    return span(seconds)
