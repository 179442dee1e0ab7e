"""Help beside the conversation: the script of this appeal, seen by who sees the appeal."""

from typing import Any

import pytest
from django.urls import reverse

from catalogue.models import Script, ScriptRun, ScriptStep


@pytest.fixture
def script(db: None, ticket: Any) -> Script:
    Script.objects.create(code="base", title="Базовый", order=1)
    made = Script.objects.create(code="other", title="Своя тема", topic=ticket.topic, order=2)
    for order, code in enumerate(["greet", "close"]):
        ScriptStep.objects.create(
            script=made, code=code, title=f"Шаг {code}", say="Здравствуйте!", order=order
        )
    return made


def test_the_script_of_the_topic_comes_first_and_goes_on_in_the_appeal(
    client_for: Any, olga_operator: Any, ticket: Any, script: Script
) -> None:
    client, address = client_for(olga_operator), reverse("desk:ticket-aid", args=[ticket.number])
    page = client.get(address, headers={"HX-Request": "true", "HX-Target": "aid"}).content.decode()
    assert page.index("Своя тема") < page.index("Базовый")
    headers = {"HX-Request": "true", "HX-Target": "script"}
    shown = client.post(address, {"deed": "begin", "script": "other"}, headers=headers)
    assert "Шаг greet" in shown.content.decode()
    run = ScriptRun.objects.get()
    assert (run.matter, run.mode, run.operator) == (ticket.pk, "live", olga_operator)
    shown = client.post(address, {"deed": "done", "step": run.current_id}, headers=headers)
    assert "Шаг close" in shown.content.decode()


def test_a_script_is_not_followed_in_an_appeal_one_does_not_see(
    client_for: Any, oleg_operator: Any, ticket: Any, script: Script
) -> None:
    address = reverse("desk:ticket-aid", args=[ticket.number])
    answer = client_for(oleg_operator).post(address, {"deed": "begin", "script": "other"})
    assert answer.status_code == 404
    assert not ScriptRun.objects.exists()
