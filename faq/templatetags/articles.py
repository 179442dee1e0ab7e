"""`{% load articles %}`: matched words marked, names of things by their keys."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()
SHORTEST_MARK = 3


@register.filter
def with_marks(pieces: Iterable[Any]) -> str:
    """Write a text in pieces with what was looked for in <mark>."""
    return format_html_join(
        "", "{}", ((_piece(piece.text, is_match=piece.is_match),) for piece in pieces)
    )


@register.filter
def entry(key: str, table: Mapping[str, str]) -> str:
    """Return what a table says of a key, "" for nothing: `{{ kind|entry:kinds }}`."""
    return table.get(key, "")


def _piece(text: str, *, is_match: bool) -> str:
    """A particle says nothing, marked or not."""
    is_shown = is_match and len(text) >= SHORTEST_MARK
    return format_html("<mark>{}</mark>", text) if is_shown else text
