"""`{% load articles %}`: structured data for search engines, matched words marked."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SHORTEST_MARK = 3
# What could end the script early.
_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context, data: dict[str, Any]) -> SafeString:
    """Write schema.org's JSON-LD: a block of data, never run; it carries the nonce all the same."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SAFE)
    return format_html(
        '<script type="application/ld+json" nonce="{}">{}</script>',
        context.get("CSP_NONCE", ""),
        mark_safe(text),  # noqa: S308 - < > & are escaped above
    )


@register.filter
def with_marks(pieces: Iterable[Any]) -> SafeString:
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
