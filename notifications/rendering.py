"""Words of a notice from its templates, in the person's language or else in Russian."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template, TemplateDoesNotExist

from notifications.gateways.text import count_parts, tidy
from notifications.states import Channel

FALLBACK = "ru"
_EMPTY_LINES = re.compile(r"\n\s*\n")  # what an absent optional line leaves behind


@dataclass(frozen=True, slots=True)
class Words:
    """A notice ready to leave. `parts` is how many SMS it takes, 0 for a letter."""

    language: str
    subject: str
    body: str
    parts: int


def render(code: str, channel: str, language: str, context: Mapping[str, str]) -> Words:
    """Write the notice. Plain text: nothing is escaped, nothing is fetched."""
    for spoken in dict.fromkeys((language, FALLBACK)):
        try:
            return _render(code, channel, spoken, context)
        except TemplateDoesNotExist:
            if spoken == FALLBACK:
                raise
    raise AssertionError("the last language either renders or raises")


def _render(code: str, channel: str, language: str, context: Mapping[str, str]) -> Words:
    values = Context(dict(context), autoescape=False)
    if channel == Channel.SMS:
        text = tidy(_template(f"{language}/{code}.sms.txt").render(values))
        return Words(language, "", text, count_parts(text))
    subject = " ".join(_template(f"{language}/{code}.subject.txt").render(values).split())
    body = _template(f"{language}/{code}.email.txt").render(values).strip()
    body = _EMPTY_LINES.sub("\n\n", body)
    signature = _template(f"{language}/_signature.txt").render(values).strip()
    return Words(language, subject, f"{body}\n\n-- \n{signature}\n", 0)


@cache
def _template(name: str) -> Template:
    return _engine().get_template(name)


@cache
def _engine() -> Engine:
    """An engine of its own: these are texts for people, not pages, so no autoescape."""
    options: Any = settings.TEMPLATES[0]
    folders = [str(folder / "notifications") for folder in options["DIRS"]]
    return Engine(dirs=folders, autoescape=False)
