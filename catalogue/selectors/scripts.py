"""Scripts to choose from, where a run stands, how scripts are followed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q
from django.http import Http404

from accounts.models import User
from catalogue.caller import Said, said_at
from catalogue.models import Script, ScriptBranch, ScriptMark, ScriptRun, ScriptStep

Outcome = ScriptMark.Outcome


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a run: what was answered, "" before; `state` is done, skipped, current or ahead."""

    step: ScriptStep
    state: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run as pages draw it: steps that were passed, the current one with its answers."""

    run: ScriptRun
    passed: list[ShownStep]
    current: ScriptStep | None
    branches: list[ScriptBranch]
    total: int

    @property
    def skipped(self) -> list[str]:
        """Titles of required steps that were left out."""
        return [
            one.step.title for one in self.passed if one.state == "skipped" and one.step.is_required
        ]


@dataclass(frozen=True, slots=True)
class Adherence:
    """How a script was followed in conversations: how many runs, how many of the marked steps passed."""

    script: Script
    runs: int
    ended: int
    share: int | None


def scripts_for(topic_id: int | None = None) -> list[Script]:
    """Return active scripts, those of the topic first."""
    rows = list(Script.objects.filter(is_active=True))
    return sorted(rows, key=lambda script: topic_id is None or script.topic_id != topic_id)


def script_for(code: str) -> Script:
    """Return an active script; Http404 when there is none."""
    script = Script.objects.filter(is_active=True, pk=code).first()
    if script is None:
        raise Http404("Сценарий не найден")
    return script


def open_run(by: User, *, matter: UUID | None, script: Script | None = None) -> ScriptRun | None:
    """Return the run a colleague is in: of a conversation, or of training in a script."""
    rows = ScriptRun.objects.filter(operator=by, matter=matter, ended_at=None)
    if script is not None:
        rows = rows.filter(script=script)
    return rows.select_related("script", "current").first()


def last_run(by: User, *, matter: UUID | None, script: Script | None = None) -> ScriptRun | None:
    """Return the run a colleague is in or has ended last."""
    rows = ScriptRun.objects.filter(operator=by, matter=matter)
    if script is not None:
        rows = rows.filter(script=script)
    return rows.select_related("script", "current").first()


def shown_run(run: ScriptRun) -> ShownRun:
    """Return where a run stands: three statements."""
    marks = run.marks.select_related("step", "branch")
    branches = run.current.branches.select_related("leads_to") if run.current else []
    return ShownRun(
        run=run,
        passed=[_shown(mark) for mark in marks],
        current=run.current,
        branches=list(branches),
        total=run.script.steps.count(),
    )


def said_in(shown: ShownRun) -> Said | None:
    """Return what the simulated caller says at the current step of a training run."""
    if shown.current is None:
        return None
    return said_at(shown.run.pk, shown.current, shown.branches)


def misheard_in(run: ScriptRun) -> list[tuple[str, str]]:
    """Return steps of a training run where another answer was chosen than the caller gave: (step, what was said)."""
    marks = run.marks.filter(outcome=Outcome.DONE, branch__isnull=False)
    found = []
    for mark in marks.select_related("step").prefetch_related("step__branches"):
        said = said_at(run.pk, mark.step, list(mark.step.branches.all()))
        if said.branch_id != mark.branch_id:
            found.append((mark.step.title, said.words))
    return found


def step_after(step: ScriptStep, branch: ScriptBranch | None) -> ScriptStep | None:
    """Return what follows: where the branch leads, or the next step by order; None at the end."""
    if branch is not None:
        return branch.leads_to
    later = Q(order__gt=step.order) | Q(order=step.order, pk__gt=step.pk)
    return ScriptStep.objects.filter(later, script=step.script_id).order_by("order", "pk").first()


def adherence(*, since: datetime) -> list[Adherence]:
    """Return how scripts were followed in conversations since a moment; unused ones are left out."""
    live = Q(runs__mode=ScriptRun.Mode.LIVE, runs__began_at__gte=since)
    marked = live & Q(runs__marks__step__is_required=True)
    rows = Script.objects.annotate(
        count=Count("runs", filter=live, distinct=True),
        ended=Count("runs", filter=live & Q(runs__ended_at__isnull=False), distinct=True),
        marked=Count("runs__marks", filter=marked, distinct=True),
        done=Count(
            "runs__marks", filter=marked & Q(runs__marks__outcome=Outcome.DONE), distinct=True
        ),
    ).filter(count__gt=0)
    return [
        Adherence(
            row, row.count, row.ended, round(100 * row.done / row.marked) if row.marked else None
        )
        for row in rows.order_by(F("count").desc(), "order")
    ]


def _shown(mark: ScriptMark) -> ShownStep:
    state = "skipped" if mark.outcome == Outcome.SKIPPED else "done"
    return ShownStep(mark.step, state, mark.branch.title if mark.branch else "")


def steps_of(script: Script) -> Iterable[ScriptStep]:
    return script.steps.prefetch_related("branches__leads_to")
