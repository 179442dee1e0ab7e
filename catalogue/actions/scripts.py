"""Going through a script: beginning, passing a step with an answer, ending. How it was followed stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.events import ScriptBegan, ScriptEnded, ScriptStepPassed
from catalogue.models import Script, ScriptBranch, ScriptMark, ScriptRun, ScriptStep
from catalogue.policies import can_follow_run, can_use_catalogue
from catalogue.selectors.scripts import open_run, step_after
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record

Mode = ScriptRun.Mode


class StepMoved(DomainError):
    """Another step is the current one: the page was stale."""

    code = "step_moved"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was done with a step: passed with a branch or without one, or skipped."""

    step_id: int
    branch_id: int | None = None
    is_skipped: bool = False


@transaction.atomic
def begin_script(*, script: Script, matter: UUID | None, by: User, now: datetime) -> ScriptRun:
    """Begin a script in a conversation, or a training one without a matter; an earlier one ends."""
    require(can_use_catalogue, by)
    earlier = open_run(by, matter=matter, script=None if matter else script)
    if earlier is not None:
        _close(earlier, now)
    mode = Mode.LIVE if matter else Mode.TRAINING
    run = ScriptRun(
        script=script, operator=by, mode=mode, matter=matter, began_at=now, current=_first(script)
    )
    run.save(force_insert=True)
    record(ScriptBegan(run.pk, script.code, mode.value, matter), by=by, at=now)
    return run


@transaction.atomic
def answer_step(*, run: ScriptRun, answer: Answer, by: User, now: datetime) -> ScriptRun:
    """Mark the current step and go on to what its answer leads to; after the last the run ends.

    Raises StepMoved when the step is not the current one, InvalidInput for a branch of another step.
    """
    run = ScriptRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    require(can_follow_run, by, run)
    step = _current(run, answer.step_id)
    branch = _branch(step, answer.branch_id)
    outcome = ScriptMark.Outcome.SKIPPED if answer.is_skipped else ScriptMark.Outcome.DONE
    ScriptMark.objects.update_or_create(
        run=run, step=step, defaults={"branch": branch, "outcome": outcome, "at": now}
    )
    run.current = step_after(step, branch)
    run.ended_at = None if run.current else now
    run.save(update_fields=["current", "ended_at"])
    record(ScriptStepPassed(run.pk, step.code, outcome.value), by=by, at=now)
    return run


@transaction.atomic
def end_script(*, run: ScriptRun, by: User, now: datetime) -> ScriptRun:
    """End a script before its last step: the conversation went another way."""
    run = ScriptRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    require(can_follow_run, by, run)
    _close(run, now)
    record(ScriptEnded(run.pk, run.script_id), by=by, at=now)
    return run


def follow(*, run: ScriptRun, fields: Mapping[str, str], by: User, now: datetime) -> None:
    """Do what a page of a script has posted: `deed` is done, skip or end; `step` and `branch` are ids."""
    if fields.get("deed") == "end":
        end_script(run=run, by=by, now=now)
        return
    step, branch = fields.get("step", ""), fields.get("branch", "")
    if not step.isdecimal() or (branch and not branch.isdecimal()):
        raise InvalidInput("Такого шага нет. Обновите страницу.", field="step")
    answer = Answer(int(step), int(branch) if branch else None, fields.get("deed") == "skip")
    answer_step(run=run, answer=answer, by=by, now=now)


def _close(run: ScriptRun, now: datetime) -> None:
    run.ended_at, run.current = now, None
    run.save(update_fields=["ended_at", "current"])


def _first(script: Script) -> ScriptStep:
    step = script.steps.first()
    if step is None:
        raise InvalidInput("В этом сценарии пока нет шагов. Выберите другой.", field="script")
    return step


def _current(run: ScriptRun, step_id: int) -> ScriptStep:
    if run.current_id is None or run.current_id != step_id:
        raise StepMoved("Этот шаг уже пройден. Показан следующий.")
    return ScriptStep.objects.get(pk=step_id)


def _branch(step: ScriptStep, branch_id: int | None) -> ScriptBranch | None:
    branches = list(step.branches.select_related("leads_to"))
    found = next((branch for branch in branches if branch.pk == branch_id), None)
    if branch_id is not None and found is None:
        raise InvalidInput("Такого ответа у шага нет. Обновите страницу.", field="branch")
    return found
