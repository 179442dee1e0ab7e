"""Editors change the catalogue in the admin; a row with its rows is one fact."""

from typing import Any

import pytest
from django.urls import reverse

from catalogue.models import Script, ScriptStep
from journal.models import Entry


def formset(prefix: str, *rows: dict[str, str], initial: int = 0) -> dict[str, str]:
    total = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return total | {
        f"{prefix}-{number}-{name}": value
        for number, row in enumerate(rows)
        for name, value in row.items()
    }


def test_an_editor_writes_a_script_with_its_steps_at_once(client_for: Any, editor: Any) -> None:
    client = client_for(editor)
    steps = [{"code": "greet", "title": "Приветствие", "say": "Здравствуйте!", "order": "10"}]
    data = {"code": "new", "title": "Новый", "order": "5", "is_active": "on"}
    answer = client.post(reverse("admin:catalogue_script_add"), data | formset("steps", *steps))
    assert answer.status_code == 302, answer.context["errors"]
    script = Script.objects.get(pk="new")
    assert [step.code for step in script.steps.all()] == ["greet"]
    assert [entry.data for entry in Entry.objects.filter(event="catalogue.CatalogueSaved")] == [
        {"row": "script:new"}
    ]


@pytest.mark.parametrize(
    "name",
    "service inpersonreason mfcoffice systemstatus plannedwork script scriptstep legalarea".split(),
)
def test_every_table_opens_for_editors_and_for_no_operator(
    client_for: Any, editor: Any, olga_operator: Any, name: str
) -> None:
    for page in ("changelist", "add"):
        address = reverse(f"admin:catalogue_{name}_{page}")
        assert client_for(editor).get(address).status_code == 200
    assert client_for(olga_operator).get(address).status_code in {302, 403, 404}
    assert not ScriptStep.objects.exists()
