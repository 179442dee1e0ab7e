"""The vocabulary: what a step says before it is run, what it does, how it is taken back."""

from datetime import datetime
from typing import Any

import pytest

from automation import steps as vocabulary
from automation.actions.steps import DOORS, StepRefused, run_steps, run_undo
from automation.steps import KINDS, check_steps, dump, load
from automation.variables import Scene, check_text, fill
from common.actors import SYSTEM
from common.errors import InvalidInput
from tests.factories.tickets import fresh, make_route, make_topic
from tests.tickets.helpers import brought_to, facts
from tickets.models.ticket import Priority
from tickets.selectors.watching import watchers_of
from tickets.states import Status


def test_every_kind_has_a_door_a_title_and_reads_itself_back() -> None:
    assert set(DOORS) == set(KINDS.values())
    for kind in KINDS.values():
        assert load(dump([kind()])) == (kind(),)
        assert kind.title
        assert kind.icon


def test_a_macro_of_steps_is_told_before_and_done_after(
    appeal: Any, olga_operator: Any, now: datetime
) -> None:
    steps = (
        vocabulary.Take(),
        vocabulary.SetPriority(Priority.HIGH),
        vocabulary.Resolve("{{ имя }}, по обращению {{ номер }} всё готово. {{сотрудник}}"),
    )
    check_steps(steps)
    copy = fresh(appeal)
    told = []
    for step in steps:
        assert step.refusal(copy, olga_operator) == ""
        told.append(step.preview(copy, olga_operator, now))
        step.expect(copy, olga_operator)
    text = f"Мария Петровна, по обращению {appeal.number} всё готово. Ольга Соколова"
    assert told == [
        "Исполнитель: никто → вы",
        "Приоритет: Обычный → Высокий",
        f"Ответить и решить: «{text}»",
    ]
    outcome = run_steps(steps=steps, ticket=appeal, by=olga_operator, now=now)
    found = fresh(appeal)
    assert (found.status, found.priority, found.assignee) == (
        Status.RESOLVED, Priority.HIGH, olga_operator,
    )  # fmt: skip
    assert found.items.get(kind="reply").body == text
    assert outcome.is_changed
    assert outcome.undo is None
    assert [type(fact).__name__ for fact in facts(appeal)][-3:] == [
        "TicketAssigned", "TicketDetailsChanged", "TicketResolved",
    ]  # fmt: skip


def test_one_refused_step_leaves_nothing_and_is_named(
    appeal: Any, olga_operator: Any, now: datetime
) -> None:
    steps = (vocabulary.SetPriority(4), vocabulary.Close())
    assert steps[1].refusal(appeal, olga_operator) == "Закрывают только решённые обращения"
    before = len(facts(appeal))
    with pytest.raises(StepRefused, match=r"Шаг 2 «Закрыть»: Обращение сейчас в состоянии"):
        run_steps(steps=steps, ticket=appeal, by=olga_operator, now=now)
    assert fresh(appeal).priority == Priority.NORMAL
    assert len(facts(appeal)) == before


def test_what_can_be_taken_back_is(
    appeal: Any, sveta_supervisor: Any, olga_operator: Any, team_b: Any, now: datetime
) -> None:
    appeal = brought_to(Status.IN_PROGRESS, appeal, by=olga_operator, now=now)
    steps = (vocabulary.SetPriority(4), vocabulary.MoveToTeam(str(team_b.pk)))
    outcome = run_steps(steps=steps, ticket=appeal, by=sveta_supervisor, now=now)
    assert fresh(appeal).team == team_b
    assert outcome.undo is not None
    run_undo(undo=outcome.undo, ticket=appeal, by=sveta_supervisor, now=now)
    found = fresh(appeal)
    assert (found.team_id, found.assignee, found.priority) == (appeal.team_id, olga_operator, 2)


def test_watching_is_a_step_that_can_be_taken_back(
    appeal: Any, olga_operator: Any, now: datetime
) -> None:
    outcome = run_steps(steps=[vocabulary.Watch()], ticket=appeal, by=olga_operator, now=now)
    assert outcome.is_changed
    assert watchers_of(appeal) == [olga_operator]
    assert outcome.undo == vocabulary.Undo((vocabulary.Unwatch(),))
    again = run_steps(steps=[vocabulary.Watch()], ticket=appeal, by=olga_operator, now=now)
    assert not again.is_changed
    run_undo(undo=outcome.undo, ticket=appeal, by=olga_operator, now=now)
    assert watchers_of(appeal) == []


def test_nothing_changes_where_it_is_so_already(
    appeal: Any, olga_operator: Any, now: datetime
) -> None:
    step = vocabulary.SetPriority(Priority.NORMAL)
    assert step.is_done(appeal, olga_operator)
    outcome = run_steps(steps=[step], ticket=appeal, by=olga_operator, now=now)
    assert not outcome.is_changed


def test_the_system_runs_steps_but_takes_nothing_itself(
    appeal: Any, department: Any, now: datetime
) -> None:
    make_route(make_topic("other"), appeal.team, department=department)
    step = vocabulary.SendToDepartment(note="Проверьте {{ номер }}")
    assert step.can_run(appeal, SYSTEM)
    run_steps(steps=[step], ticket=appeal, by=SYSTEM, now=now)
    assert fresh(appeal).team == department
    assert fresh(appeal).items.get(kind="note").body == f"Проверьте {appeal.number}"
    with pytest.raises(StepRefused, match="только сотрудник"):
        run_steps(steps=[vocabulary.Take()], ticket=appeal, by=SYSTEM, now=now)


def test_a_stranger_is_refused_as_told(appeal: Any, oleg_operator: Any, now: datetime) -> None:
    for kind in KINDS.values():
        assert not kind().can_run(appeal, oleg_operator)
    with pytest.raises(StepRefused, match="вам больше не видно"):
        run_steps(steps=[vocabulary.Note("Смотрю")], ticket=appeal, by=oleg_operator, now=now)
    assert not fresh(appeal).items.filter(kind="note").exists()


@pytest.mark.parametrize(
    "text",
    ["{{ settings.SECRET_KEY }}", "{{ имя", "{{ имя }} }}", "{{}}", "{{ имя.__class__ }}"],
)
def test_an_unknown_variable_is_refused_when_saved(text: str) -> None:
    with pytest.raises(InvalidInput):
        check_text(text)
    with pytest.raises(InvalidInput, match="Шаг 1"):
        check_steps((vocabulary.Note(text),))


def test_nothing_is_evaluated_and_a_value_is_not_filled_again(
    appeal: Any, olga_operator: Any, now: datetime
) -> None:
    appeal.citizen.first_name = "{{ номер }}"
    scene = Scene(appeal, olga_operator, now)
    assert fill("{{ имя }}: ${7*7} %(x)s {0.__class__}", scene) == (
        "{{ номер }} Петровна: ${7*7} %(x)s {0.__class__}"
    )
    appeal.citizen = None
    assert fill("Здравствуйте, {{ имя }}! {{ имя }}, ждите.", scene) == "Здравствуйте! ждите."


def test_an_answer_that_asks_for_a_code_is_not_kept() -> None:
    with pytest.raises(InvalidInput, match="код или пароль"):
        check_steps((vocabulary.Reply("Назовите код из СМС"),))


def test_marks_are_put_and_taken_back(appeal: Any, olga_operator: Any, now: datetime) -> None:
    from tests.factories.tickets import make_policy
    from tickets.models import StateLabel, Tag

    make_policy(60 * 24 * 60)
    appeal = brought_to(Status.IN_PROGRESS, appeal, by=olga_operator, now=now)
    tag = Tag.objects.create(title="вход")
    label = StateLabel.objects.create(title="Ждём ведомство", status=Status.IN_PROGRESS)
    steps = (vocabulary.AddTag(tag.pk), vocabulary.SetLabel(label.pk))
    check_steps(steps)
    outcome = run_steps(steps=steps, ticket=appeal, by=olga_operator, now=now)
    assert fresh(appeal).label == label
    assert [row.tag for row in fresh(appeal).tags.all()] == [tag]
    assert run_steps(steps=steps[:1], ticket=appeal, by=olga_operator, now=now).is_changed is False
    assert outcome.undo is not None
    run_undo(undo=outcome.undo, ticket=appeal, by=olga_operator, now=now)
    assert (fresh(appeal).label, fresh(appeal).tags.count()) == (None, 0)
