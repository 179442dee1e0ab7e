"""Rules: when something happens, if the appeal is so, then steps. And every run of one."""

from django.conf import settings
from django.db import models

from automation.steps import Step, load
from common.ids import new_id
from tickets.models import Ticket


class Rule(models.Model):
    """One rule as it is now; what it does stands in its versions, `version` is the one in force.

    Rules look at a fact in the order of `place`. `failures` counts refusals and errors in a row:
    after MOST_FAILURES the rule is switched off by itself and `off_because` says why.
    """

    class Off(models.TextChoices):
        BY_HAND = "by_hand", "выключено вручную"
        FAILURES = "failures", "выключилось из-за ошибок"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField("название", max_length=80)
    place = models.PositiveSmallIntegerField("порядок", default=100)
    is_on = models.BooleanField("включено", default=False)
    off_because = models.CharField(
        "почему выключено", max_length=10, choices=Off.choices, default=Off.BY_HAND, blank=True
    )
    version = models.PositiveIntegerField("версия", default=0)
    failures = models.PositiveSmallIntegerField("ошибок подряд", default=0)
    # Time rules look only at what became due since then: switched on, a rule does not judge the past.
    on_since = models.DateTimeField("включено с", null=True, blank=True)
    changed_at = models.DateTimeField("изменено")

    class Meta:
        verbose_name = "правило"
        verbose_name_plural = "правила"
        ordering = ["place", "title"]

    def __str__(self) -> str:
        return self.title


class RuleVersion(models.Model):
    """What a rule said at one time; never changed, so that a run can be explained for ever.

    `conditions` is the JSON of `automation.rules.conditions`, `steps` of `automation.steps`.
    """

    class Match(models.TextChoices):
        ALL = "all", "выполнены все условия"
        ANY = "any", "выполнено хотя бы одно условие"

    class Tells(models.TextChoices):
        NOBODY = "", "никому"
        ASSIGNEE = "assignee", "исполнителю"
        LEADERS = "leaders", "старшим и супервизорам команды"

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="versions", verbose_name="правило")
    number = models.PositiveIntegerField("версия")
    trigger = models.CharField("когда", max_length=24)
    hours = models.PositiveSmallIntegerField("рабочих часов", null=True, blank=True)
    match = models.CharField(
        "сочетание условий", max_length=4, choices=Match.choices, default=Match.ALL
    )
    conditions = models.JSONField("условия", default=list)
    steps = models.JSONField("шаги", default=list)
    tells = models.CharField(
        "кому сообщить", max_length=10, choices=Tells.choices, default=Tells.NOBODY, blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто сохранил",
    )
    saved_at = models.DateTimeField("сохранено")

    class Meta:
        verbose_name = "версия правила"
        verbose_name_plural = "версии правил"
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="automation_rule_version_one")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} версия {self.number}"

    def loaded(self) -> tuple[Step, ...]:
        """Return the steps; raises InvalidInput when one of them is known no more."""
        return load(self.steps)


class RuleRun(models.Model):
    """One run of a rule at one appeal: the row is what makes it happen once.

    `cause` is what began it: `fact:<id>` or `time:<what>:<moment>`. Facts a run makes keep the cause
    and get `depth` + 1, so that rules cannot set each other off for ever (docs/rules.md).
    """

    class Outcome(models.TextChoices):
        CHANGED = "changed", "Выполнено"
        SAME = "same", "Уже так"
        REFUSED = "refused", "Отказано"
        FAILED = "failed", "Ошибка"
        STOPPED = "stopped", "Остановлено"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="runs", verbose_name="правило")
    version = models.PositiveIntegerField("версия")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name="обращение")
    cause = models.CharField("причина", max_length=80)
    depth = models.PositiveSmallIntegerField("глубина", default=0)
    outcome = models.CharField("итог", max_length=8, choices=Outcome.choices)
    why = models.CharField("почему", max_length=300, blank=True)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "выполнение правила"
        verbose_name_plural = "выполнения правил"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "ticket", "cause"], name="automation_rule_run_once"
            )
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="automation_run_latest"),
            models.Index(fields=["rule", "-at", "-id"], name="automation_run_of_rule"),
            models.Index(fields=["ticket", "rule", "-at"], name="automation_run_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.cause} {self.get_outcome_display()}"
