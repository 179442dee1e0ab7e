"""Template tags of the look: icons, moments, plurals, links that may not exist yet."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.drawn import drawn
from common.plural import plural as chosen_form

register = template.Library()

THEMES = {"light", "dark"}


@cache
def _icons() -> frozenset[str]:
    """The names in `static/icons.txt`."""
    for folder in settings.STATICFILES_DIRS:
        listing = folder / "icons.txt"
        if listing.exists():
            lines = listing.read_text("utf-8").splitlines()
            return frozenset(
                line.partition("=")[0].strip() for line in lines if line and line[0] != "#"
            )
    return frozenset()


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; decorative unless `label` says it in words. Sizes: small, large, huge."""
    return _drawn(name, size, label)


@lru_cache(maxsize=1024)
def _drawn(name: str, size: str, label: str) -> SafeString:
    if name not in _icons():
        raise TemplateSyntaxError(f"No icon {name!r}: add it to static/icons.txt")
    kind = f"icon icon--{size}" if size else "icon"
    voice = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>',
        kind,
        voice,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def drawn_once(template: str, key: Any, **values: Any) -> str:
    """Include a template whose drawing is kept: `key` names all it shows (`common/drawn.py`)."""
    return drawn(template, key, values)


@register.simple_tag
def maybe_url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address, or an empty string while nobody serves that name."""
    return _address(name) if not args and not kwargs else _reversed(name, args, kwargs)


@cache
def _address(name: str) -> str:
    """An address without parameters never changes while the process lives."""
    return _reversed(name, (), {})


def _reversed(name: str, args: Any, kwargs: Any) -> str:
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def display_attributes(context: template.Context) -> SafeString:
    """Return what the person chose to see, for `<html>`: theme and large type, from their cookies."""
    request = context.get("request")
    cookies = request.COOKIES if request else {}
    theme = cookies.get("theme") if cookies.get("theme") in THEMES else None
    chosen = [("theme", theme)] if theme else []
    chosen += [("vision", "low")] if cookies.get("vision") == "low" else []
    return format_html_join("", ' data-{}="{}"', chosen)


@register.simple_tag
def moment(at: datetime | None, style: str = "relative") -> SafeString | str:
    """Write a moment: `relative` («5 минут назад», counts by itself), `full`, `date` or `time`."""
    if at is None:
        return "—"
    local = timezone.localtime(at)
    full = date_format(local, "j E Y, H:i")
    shorter = {"date": "j E Y", "time": "H:i"}.get(style)
    text = date_format(local, shorter) if shorter else full
    written = format_html(
        '<time datetime="{}" title="{} мск">{}</time>', at.isoformat(), full, text
    )
    return (
        format_html("<relative-time>{}</relative-time>", written)
        if style == "relative"
        else written
    )


@register.filter
def plural(number: int, forms: str) -> str:
    """Choose the Russian form: `{{ n }} {{ n|plural:"обращение,обращения,обращений" }}`."""
    one, few, many = forms.split(",")
    return chosen_form(int(number), one, few, many)


@register.filter
def prefixed(value: Any, prefix: str) -> str:
    """`{{ state|prefixed:"state-" }}`: the name of the icon of a state, a kind, a tone."""
    return f"{prefix}{value}"


@register.filter
def appeal_number(value: Any) -> SafeString:
    """Write a nine-digit number so that it can be read aloud: groups of three, copied as one word."""
    digits = str(value)
    groups = ((digits[at : at + 3],) for at in range(0, len(digits), 3))
    return format_html(
        '<span class="digits">{}</span>',
        format_html_join("", "<span>{}</span>", groups),
    )


@register.filter
def initials(name: str) -> str:
    """«Иванова Анна Петровна» → «ИА»."""
    return "".join(part[0].upper() for part in str(name).split()[:2]) or "?"
