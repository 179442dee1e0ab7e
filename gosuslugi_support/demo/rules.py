"""The demo's rules: one that watches the clock, one that hears of fraud, one still switched off."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from automation.actions.rules import RuleText, save_rule, switch_rule
from automation.models import RuleVersion
from automation.rules.conditions import Condition
from automation.rules.triggers import SILENT
from automation.steps import Note, SetPriority
from tickets.models.ticket import Priority

ALL, LEADERS = RuleVersion.Match.ALL, RuleVersion.Tells.LEADERS
FRAUD = (
    "Возможно, человека обманули: спросите, не называл ли он кому-нибудь код, и предложите закрыть "
    "сеансы и сменить пароль."
)


def write_rules(staff: Mapping[str, User], *, now: datetime) -> None:
    """Write them as the supervisor would; a rule looks only at what comes after it is switched on."""
    papers = (
        RuleText(
            title="Мошенники: вне очереди",
            trigger="registered",
            conditions=(Condition("words", "has", "мошенники"),),
            steps=(SetPriority(Priority.URGENT), Note(FRAUD)),
            tells=LEADERS,
            place=10,
        ),
        RuleText(
            title="Четыре рабочих часа без ответа",
            trigger=SILENT,
            hours=4,
            match=ALL,
            conditions=(Condition("status", "is", "open"),),
            steps=(),
            tells=LEADERS,
            place=20,
        ),
        RuleText(
            title="Повторное обращение: приоритет выше",
            trigger="registered",
            conditions=(
                Condition("repeat", "is", "yes"),
                Condition("priority", "at_most", str(Priority.NORMAL.value)),
            ),
            steps=(SetPriority(Priority.HIGH),),
            place=30,
        ),
    )
    *used, new = papers
    for paper in used:
        rule = save_rule(rule=None, text=paper, by=staff["supervisor"], now=now)
        switch_rule(rule=rule, is_on=True, by=staff["supervisor"], now=now)
    save_rule(rule=None, text=new, by=staff["supervisor"], now=now)
