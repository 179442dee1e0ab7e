"""`{% load machine %}`: what machines read on a page: structured data, QR codes."""

import json
from io import BytesIO
from typing import Any

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
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


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """Draw a QR code: a piece of SVG that scales with its box, without styles of its own."""
    out = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, lineclass=None)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn by the library from modules
