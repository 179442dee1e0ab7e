"""Foreign keys, template includes and links go down: import-linter cannot see these."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.house import (
    FLOORS,
    goes_down,
    owner,
    shown,
    template_name,
    templates,
)

LEANS = re.compile(r"""\{%-?\s*(?:extends|include|drawn_once)\s+["']([\w./#-]+)["']""")
LINKS = re.compile(r"""\{%-?\s*url\s+["'](\w[\w-]*):""")
SOFT_LINKS = re.compile(r"""\{%-?\s*maybe_url\s+["'](\w[\w-]*):""")
# Pages that show every component with made-up content.
SHOWCASE = {"styleguide"}


def test_foreign_keys_go_down() -> None:
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        for field in model._meta.get_fields(include_parents=False):
            target = field.related_model if field.is_relation and field.concrete else None
            if isinstance(target, type) and label in FLOORS:
                used = target._meta.app_label
                if used in FLOORS and not goes_down(label, used):
                    wrong.append(f"{label}.{model.__name__}.{field.name} -> {used}")
    assert not wrong, "\n".join(["", *wrong])


def upward(name: str, text: str) -> list[str]:
    """Return what a template of this name must not lean on or link to."""
    mine = owner(name)
    used = [(found, owner(found)) for found in LEANS.findall(text)]
    # The shared frame may ask whether an address exists; an app may not look up even so.
    links = LINKS.findall(text) + (SOFT_LINKS.findall(text) if mine != "common" else [])
    used += [(f"{app}:…", app) for app in links if app in FLOORS]
    # Everybody signs in and out: the account pages are linked from the shared frame.
    free = {"accounts"} if mine == "common" else set()
    return [f"{name}: {what}" for what, app in used if app not in free and not goes_down(mine, app)]


@pytest.mark.parametrize("path", list(templates()), ids=shown)
def test_templates_go_down(path: Path) -> None:
    name = template_name(path)
    if name.split("/")[0] not in SHOWCASE:
        assert upward(name, path.read_text(encoding="utf-8")) == []


def test_the_rule_sees_a_template_that_looks_up() -> None:
    assert upward("accounts/profile.html", "{% include 'tickets/_row.html' %}") == [
        "accounts/profile.html: tickets/_row.html"
    ]
    assert upward("topics/list.html", '{% url "tickets:ticket-detail" 1 %}') == [
        "topics/list.html: tickets:…"
    ]
    assert upward("tickets/list.html", '{% include "components/_x.html" with a=1 %}') == []
