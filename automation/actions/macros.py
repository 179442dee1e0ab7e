"""Macros: saving, removing, keeping at hand, running on an open appeal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Team, User
from automation.actions.steps import Outcome, run_steps
from automation.events import MacroRemoved, MacroSaved, MacroUsed
from automation.models import Macro, MacroFavourite
from automation.policies import can_edit_macro, can_use_macro
from automation.steps import Step, check_steps, dump
from common import policies
from common.errors import InvalidInput
from journal.facts import record
from tickets.models import Ticket

MAX_TITLE = 80


@dataclass(frozen=True, slots=True)
class MacroText:
    """What a macro says: its name, for whom it is, its steps, its place among others."""

    title: str
    scope: str
    steps: tuple[Step, ...]
    team: Team | None = None
    place: int = 100


@transaction.atomic
def save_macro(*, macro: Macro | None, text: MacroText, by: User, now: datetime) -> Macro:
    """Make a macro (`macro` None) or change one; both what it was and what it becomes must be allowed."""
    if macro is not None:
        macro = Macro.objects.select_for_update().get(pk=macro.pk)
        policies.require(can_edit_macro, by, macro)
    macro = macro or Macro(owner=by)
    title = " ".join(text.title.split())
    if not title or len(title) > MAX_TITLE:
        raise InvalidInput(f"Назовите макрос: от 1 до {MAX_TITLE} знаков.", field="title")
    if text.scope not in Macro.Scope.values:
        raise InvalidInput("Выберите, кому доступен макрос.", field="scope")
    team = text.team if text.scope == Macro.Scope.TEAM else None
    if text.scope == Macro.Scope.TEAM and team is None:
        raise InvalidInput("Выберите команду.", field="team")
    check_steps(text.steps)
    macro.title, macro.scope, macro.team, macro.place = title, text.scope, team, text.place
    macro.steps, macro.changed_at = dump(text.steps), now
    policies.require(
        can_edit_macro, by, macro,
        message="Общие макросы меняют старшие, супервизоры и редакторы. Сохраните его для себя.",
    )  # fmt: skip
    macro.save()
    names = [step.name for step in text.steps]
    record(MacroSaved(macro.pk, macro.scope, names), by=by, at=now)
    return macro


@transaction.atomic
def remove_macro(*, macro: Macro, by: User, now: datetime) -> None:
    """Remove a macro for everybody who had it."""
    macro = Macro.objects.select_for_update().get(pk=macro.pk)
    policies.require(can_edit_macro, by, macro)
    record(MacroRemoved(macro.pk, macro.scope), by=by, at=now)
    macro.delete()


@transaction.atomic
def keep_macro(*, macro: Macro, by: User, is_kept: bool) -> None:
    """Keep a macro at the top of one's palette, or not. Nobody else's business, so no fact."""
    policies.require(can_use_macro, by, macro)
    if is_kept:
        MacroFavourite.objects.get_or_create(user=by, macro=macro)
    else:
        MacroFavourite.objects.filter(user=by, macro=macro).delete()


@transaction.atomic
def run_macro(*, macro: Macro, ticket: Ticket, by: User, now: datetime) -> Outcome:
    """Run a macro's steps on an appeal, all or none; raises StepRefused naming the refused one."""
    policies.require(can_use_macro, by, macro)
    steps = macro.loaded()
    outcome = run_steps(steps=steps, ticket=ticket, by=by, now=now)
    fact = MacroUsed(ticket.pk, macro.pk, [step.name for step in steps])
    record(fact, by=by, at=now)
    return outcome
