"""`{% load video %}`: times of a film in words."""

from collections.abc import Sequence

from django import template

register = template.Library()


@register.filter
def clock(seconds: float) -> str:
    """Write seconds as a player does: 65 → 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@register.filter
def whole(seconds: float) -> int:
    """Cut seconds for an address: a chapter is never begun after its first word."""
    return int(seconds)


@register.filter
def at(values: Sequence[int], number: int) -> int | str:
    """Return one of many by its number: `{{ shares|at:forloop.counter0 }}`."""
    return values[number] if number < len(values) else ""
