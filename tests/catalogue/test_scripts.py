"""Scripts: steps with branches, in a conversation and in training; how they were followed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from catalogue.actions.scripts import Answer, StepMoved, answer_step, begin_script
from catalogue.caller import said_at
from catalogue.models import Script, ScriptBranch, ScriptRun, ScriptStep
from catalogue.selectors.scripts import adherence, last_run, shown_run
from common.errors import InvalidInput, NotAllowed
from journal.models import Entry


@pytest.fixture
def script(db: None) -> Script:
    """greet → what (→ reset → close | → close); `reset` leads on by order."""
    made = Script.objects.create(code="login", title="Вход")
    steps = {
        code: ScriptStep.objects.create(script=made, code=code, title=code.title(), order=order)
        for order, code in enumerate(["greet", "what", "reset", "close"])
    }
    for order, (title, to) in enumerate([("Забыт пароль", "reset"), ("Вошёл", "close")]):
        ScriptBranch.objects.create(
            step=steps["what"], title=title, leads_to=steps[to], order=order
        )
    return made


def go(run: ScriptRun, by: Any, now: datetime, branch: str = "", *, skip: bool = False) -> Any:
    chosen = ScriptBranch.objects.get(title=branch).pk if branch else None
    return answer_step(run=run, answer=Answer(run.current_id, chosen, skip), by=by, now=now)


def test_answers_lead_through_the_script_and_all_is_kept(
    script: Script, olga_operator: Any, now: datetime
) -> None:
    run = begin_script(script=script, matter=uuid4(), by=olga_operator, now=now)
    run = go(run, olga_operator, now)
    run = go(run, olga_operator, now, "Забыт пароль")
    run = go(run, olga_operator, now, skip=True)
    assert run.current.code == "close"
    run = go(run, olga_operator, now)
    assert (run.current, run.ended_at) == (None, now)
    shown = shown_run(run)
    assert [(one.step.code, one.state, one.answer) for one in shown.passed] == [
        ("greet", "done", ""),
        ("what", "done", "Забыт пароль"),
        ("reset", "skipped", ""),
        ("close", "done", ""),
    ]
    assert shown.skipped == ["Reset"]
    assert Entry.objects.filter(event="catalogue.ScriptStepPassed").count() == 4
    [row] = adherence(since=now - timedelta(days=1))
    assert (row.script, row.runs, row.ended, row.share) == (script, 1, 1, 75)


def test_a_stale_page_and_a_foreign_answer_move_nothing(
    script: Script, olga_operator: Any, senior: Any, now: datetime
) -> None:
    run = begin_script(script=script, matter=uuid4(), by=olga_operator, now=now)
    first = run.current_id
    with pytest.raises(InvalidInput):
        go(run, olga_operator, now, "Вошёл")  # an answer of another step
    with pytest.raises(NotAllowed):
        go(run, senior, now)
    go(run, olga_operator, now)
    with pytest.raises(StepMoved):
        answer_step(run=run, answer=Answer(first), by=olga_operator, now=now)
    assert run.marks.count() == 1


def test_training_is_the_same_without_a_conversation_and_is_not_counted(
    client_for: Any, script: Script, olga_operator: Any, senior: Any, now: datetime
) -> None:
    client, address = client_for(olga_operator), reverse("catalogue:script", args=["login"])
    assert client.post(address, {"deed": "begin"}).status_code == 303
    run = last_run(olga_operator, matter=None, script=script)
    assert run is not None
    page = client.post(
        address, {"deed": "done", "step": run.current_id}, headers={"HX-Request": "true"}
    )
    assert "Забыт пароль" in page.content.decode()
    stale = client.post(
        address, {"deed": "done", "step": run.current_id}, headers={"HX-Request": "true"}
    )
    assert stale.status_code == 422
    assert "Этот шаг уже пройден" in stale.content.decode()
    client.post(address, {"deed": "end"})
    assert last_run(olga_operator, matter=None, script=script).ended_at is not None
    assert adherence(since=now - timedelta(days=1)) == []
    listed = reverse("catalogue:scripts")
    assert "Как соблюдаются" not in client.get(listed).content.decode()
    assert "Как соблюдаются" in client_for(senior).get(listed).content.decode()


def test_a_simulated_caller_says_what_an_answer_means_and_mishearing_is_told(
    client_for: Any, script: Script, olga_operator: Any
) -> None:
    client, address = client_for(olga_operator), reverse("catalogue:script", args=["login"])
    client.post(address, {"deed": "begin"})
    run = last_run(olga_operator, matter=None, script=script)
    client.post(address, {"deed": "done", "step": run.current_id})
    page = client.get(address)
    step = ScriptStep.objects.get(code="what")
    said = said_at(run.pk, step, list(step.branches.all()))
    assert said == said_at(run.pk, step, list(step.branches.all()))
    assert f"«{said.words}»" in page.content.decode()
    meant = ScriptBranch.objects.get(pk=said.branch_id)
    assert meant.title.lower() in said.words.lower()
    other = ScriptBranch.objects.exclude(pk=meant.pk).get()
    client.post(address, {"step": step.pk, "branch": other.pk})
    page = client.get(address)
    assert f"сказали «{said.words}»" in page.content.decode()
