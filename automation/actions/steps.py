"""The interpreter of steps: which door of appeals each one calls, and how it is taken back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Team, User
from automation import steps as vocabulary
from automation.steps import Step, Undo
from automation.variables import Scene, fill
from common.actors import SYSTEM, Acts, actor_of
from common.errors import DomainError, InvalidInput, NotAllowed
from tickets.actions import (
    answering,
    assignment,
    conversation,
    details,
    ending,
    labels,
    snooze,
    transfer,
    watching,
)
from tickets.models import Tag, Ticket
from tickets.selectors.labels import label_by_id
from tickets.selectors.routes import needs_approval
from tickets.selectors.visibility import visible_to
from tickets.selectors.watching import is_watching
from topics.selectors import topic_of

NOTHING = Undo(())


class StepRefused(DomainError):
    """One of several steps was refused, so none was done; `place` (from 1) and `title` say which."""

    code = "step_refused"

    def __init__(self, step: Step, place: int, cause: DomainError) -> None:
        super().__init__(f"Шаг {place} «{step.title}»: {cause}", place=place, title=step.title)
        self.cause = cause
        self.http_status = cause.http_status


@dataclass(frozen=True, slots=True)
class Outcome:
    """What steps did: whether anything changed, how it can be taken back (None: it cannot), how many
    lines the appeal's stream has now.
    """

    is_changed: bool
    undo: Undo | None
    lines: int


@dataclass(frozen=True, slots=True)
class _Act:
    """One step at one appeal: `ticket` is as it was before the step."""

    ticket: Ticket
    by: Any
    now: datetime

    @property
    def common(self) -> dict[str, Any]:
        return {"ticket": self.ticket, "by": self.by, "now": self.now}


@transaction.atomic
def run_steps(*, steps: Iterable[Step], ticket: Ticket, by: Acts, now: datetime) -> Outcome:
    """Run all steps on one appeal, or none: raises StepRefused naming the first that was refused.

    Each step is one door with its own rights, fact and line of history. `by` may be SYSTEM.
    """
    undos: list[Undo | None] = []
    before: int | None = None
    for place, step in enumerate(steps, 1):
        try:
            fresh = _fresh(ticket, by)
            before = fresh.items_count if before is None else before
            undos.append(DOORS[type(step)](step, _Act(fresh, by, now)))
        except DomainError as error:
            raise StepRefused(step, place, error) from error
    # Tags leave no line in the stream: what can be taken back was done.
    lines = _lines_of(ticket)
    is_changed = lines != before or any(undo and undo.steps for undo in undos)
    return Outcome(is_changed, _together(undos), lines)


@transaction.atomic
def run_undo(*, undo: Undo, ticket: Ticket, by: Acts, now: datetime) -> None:
    """Take steps back, all or none. The caller knows that nobody has touched the appeal since."""
    run_steps(steps=undo.steps, ticket=ticket, by=SYSTEM if undo.as_system else by, now=now)


def _lines_of(ticket: Ticket) -> int:
    """Return how many lines the stream has: whatever a door changes, it adds one."""
    return Ticket.objects.values_list("items_count", flat=True).get(pk=ticket.pk)


def _fresh(ticket: Ticket, by: Acts) -> Ticket:
    """Return the appeal as it is now, locked; raises NotAllowed when `by` sees it no more."""
    rows = Ticket.objects.all() if actor_of(by).is_system else visible_to(by)
    found = rows.select_for_update().defer("search", "client_digest").filter(pk=ticket.pk).first()
    if found is None:
        raise NotAllowed("Обращение вам больше не видно: его передали другой команде.")
    return found


def _together(undos: list[Undo | None]) -> Undo | None:
    """Return how several steps are taken back: the last first; None when one of them cannot be."""
    if any(undo is None for undo in undos):
        return None
    known = [undo for undo in reversed(undos) if undo is not None]
    steps = tuple(step for undo in known for step in undo.steps)
    return Undo(steps, any(undo.as_system for undo in known))


# --- whose work it is
def _owner_before(was: Ticket, now_is: Ticket) -> Undo:
    if was.assignee_id == now_is.assignee_id:
        return NOTHING
    owner = was.assignee_id
    step = vocabulary.Assign(str(owner)) if owner else vocabulary.Unassign()
    return Undo((step,), as_system=True)


def _take(step: vocabulary.Take, act: _Act) -> Undo:
    if not isinstance(act.by, User):
        raise NotAllowed("Взять обращение себе может только сотрудник.")
    taken = assignment.take_ticket(**act.common)
    return _owner_before(act.ticket, taken)


def _assign(step: vocabulary.Assign, act: _Act) -> Undo:
    person = User.objects.filter(pk=_key(step.to)).first()
    if person is None:
        raise InvalidInput("Исполнителя больше нет среди сотрудников.", field="to")
    given = assignment.assign_ticket(to=person, **act.common)
    return _owner_before(act.ticket, given)


def _unassign(step: vocabulary.Unassign, act: _Act) -> Undo:
    freed = assignment.unassign_ticket(**act.common)
    return _owner_before(act.ticket, freed)


def _move_to_team(step: vocabulary.MoveToTeam, act: _Act) -> Undo:
    was = act.ticket
    if str(was.team_id) == step.team:
        return NOTHING
    transfer.move_to_team(team=_team(step.team, "team"), **act.common)
    back: tuple[Step, ...] = (vocabulary.MoveToTeam(str(was.team_id)),)
    if was.assignee_id:
        back = (*back, vocabulary.Assign(str(was.assignee_id)))
    return Undo(back, as_system=True)


def _to_department(step: vocabulary.SendToDepartment, act: _Act) -> Undo:
    department = _team(step.department, "department") if step.department else None
    note = fill(step.note, Scene(act.ticket, act.by, act.now))
    transfer.send_to_department(department=department, note=note, **act.common)
    return Undo((vocabulary.ReturnFromDepartment(),))


def _from_department(step: vocabulary.ReturnFromDepartment, act: _Act) -> Undo:
    was = act.ticket.team_id
    transfer.return_from_department(**act.common)
    return Undo((vocabulary.SendToDepartment(str(was)),))


def _escalate(step: vocabulary.Escalate, act: _Act) -> None:
    reason = fill(step.reason, Scene(act.ticket, act.by, act.now))
    transfer.escalate_ticket(reason=reason, **act.common)


# --- what it says of itself
def _priority(step: vocabulary.SetPriority, act: _Act) -> Undo:
    wanted = details.Details(priority=step.priority)
    changed = details.change_details(details=wanted, **act.common)
    return Undo((vocabulary.SetPriority(act.ticket.priority),)) if changed.fields else NOTHING


def _topic(step: vocabulary.SetTopic, act: _Act) -> Undo:
    topic = topic_of(step.topic)
    if topic is None:
        raise InvalidInput("Этой темы больше нет: выберите другую.", field="topic")
    changed = details.change_details(details=details.Details(topic=topic), **act.common)
    return Undo((vocabulary.SetTopic(act.ticket.topic.code),)) if changed.fields else NOTHING


# --- marks
def _tag_add(step: vocabulary.AddTag, act: _Act) -> Undo:
    if act.ticket.tags.filter(tag=step.tag).exists():
        return NOTHING
    labels.add_tags(tags=[_tag(step.tag)], **act.common)
    return Undo((vocabulary.RemoveTag(step.tag),))


def _tag_remove(step: vocabulary.RemoveTag, act: _Act) -> Undo:
    if not act.ticket.tags.filter(tag=step.tag).exists():
        return NOTHING
    labels.remove_tags(tags=[_tag(step.tag)], **act.common)
    return Undo((vocabulary.AddTag(step.tag),))


def _label(step: vocabulary.SetLabel, act: _Act) -> Undo:
    label = label_by_id(step.label)
    if step.label and label is None:
        raise InvalidInput("Этой метки больше нет: выберите другую.", field="label")
    was = act.ticket.label_id or 0
    labels.set_label(label=label, **act.common)
    return Undo((vocabulary.SetLabel(was),)) if was != step.label else NOTHING


def _snooze(step: vocabulary.Snooze, act: _Act) -> Undo:
    snooze.snooze_ticket(until=step.until(act.now), **act.common)
    return Undo((vocabulary.Wake(),))


def _wake(step: vocabulary.Wake, act: _Act) -> Undo:
    """What was put aside is not put aside again: its moment was somebody's choice."""
    snooze.wake_ticket(**act.common)
    return NOTHING


def _watch(step: vocabulary.Watch, act: _Act) -> Undo:
    if is_watching(_person(act), act.ticket):
        return NOTHING
    watching.watch(**act.common)
    return Undo((vocabulary.Unwatch(),))


def _unwatch(step: vocabulary.Unwatch, act: _Act) -> Undo:
    if not is_watching(_person(act), act.ticket):
        return NOTHING
    watching.unwatch(**act.common)
    return Undo((vocabulary.Watch(),))


def _person(act: _Act) -> User:
    if not isinstance(act.by, User):
        raise NotAllowed("Наблюдать может только сотрудник.")
    return act.by


# --- words
def _reply(step: vocabulary.Reply, act: _Act) -> None:
    conversation.reply(body=step.body(act.ticket, act.by, act.now), **act.common)


def _ask(step: vocabulary.Ask, act: _Act) -> None:
    answering.ask_citizen(question=step.body(act.ticket, act.by, act.now), **act.common)


def _note(step: vocabulary.Note, act: _Act) -> Undo:
    """A note stays when the rest is taken back: it is for colleagues, and it was written."""
    conversation.add_note(body=step.body(act.ticket, act.by, act.now), **act.common)
    return NOTHING


def _resolve(step: vocabulary.Resolve, act: _Act) -> None:
    body = step.body(act.ticket, act.by, act.now)
    if needs_approval(act.ticket) and isinstance(act.by, User):
        answering.propose_answer(answer=body, **act.common)
    else:
        answering.resolve_ticket(answer=body, **act.common)


def _close(step: vocabulary.Close, act: _Act) -> None:
    ending.close_ticket(**act.common)


DOORS: dict[type[Step], Callable[[Any, _Act], Undo | None]] = {
    vocabulary.Take: _take,
    vocabulary.Assign: _assign,
    vocabulary.Unassign: _unassign,
    vocabulary.MoveToTeam: _move_to_team,
    vocabulary.SendToDepartment: _to_department,
    vocabulary.ReturnFromDepartment: _from_department,
    vocabulary.Escalate: _escalate,
    vocabulary.SetPriority: _priority,
    vocabulary.SetTopic: _topic,
    vocabulary.AddTag: _tag_add,
    vocabulary.RemoveTag: _tag_remove,
    vocabulary.SetLabel: _label,
    vocabulary.Snooze: _snooze,
    vocabulary.Wake: _wake,
    vocabulary.Watch: _watch,
    vocabulary.Unwatch: _unwatch,
    vocabulary.Reply: _reply,
    vocabulary.Ask: _ask,
    vocabulary.Note: _note,
    vocabulary.Resolve: _resolve,
    vocabulary.Close: _close,
}


def _key(text: str) -> UUID:
    """Return an id as it was kept; what is no id is the id of nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _tag(key: int) -> Tag:
    tag = Tag.objects.filter(pk=key).first()
    if tag is None:
        raise InvalidInput("Этого тега больше нет: выберите другой.", field="tag")
    return tag


def _team(key: str, field: str) -> Team:
    team = Team.objects.filter(pk=_key(key)).first()
    if team is None:
        raise InvalidInput("Этой команды больше нет: выберите другую.", field=field)
    return team
