"""Scripts of a conversation: steps with branches, and how a colleague followed them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.ids import new_id
from topics.models import Topic


class Script(models.Model):
    """What is asked and said in a conversation about a topic; without one it fits any conversation."""

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("название", max_length=120)
    purpose = models.CharField("чем кончается", max_length=200, blank=True)
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    order = models.PositiveSmallIntegerField("порядок", default=100)
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "сценарий разговора"
        verbose_name_plural = "сценарии разговоров"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.title


class ScriptStep(models.Model):
    """One step: what to ask, what to say. Without branches the next step follows by order."""

    class Tool(models.TextChoices):
        NONE = "", "—"
        CHECK = "check", "Проверка заявления"
        OFFICES = "offices", "Офисы МФЦ"
        MFC = "mfc", "Заявление в МФЦ"
        SYSTEMS = "systems", "Состояние систем"
        LEGAL = "legal", "Правовая консультация"

    script = models.ForeignKey(
        Script, models.CASCADE, related_name="steps", verbose_name="сценарий"
    )
    code = models.SlugField("код", max_length=40)
    title = models.CharField("шаг", max_length=160)
    ask = models.TextField("что спросить", blank=True)
    say = models.TextField("что сказать", blank=True)
    tool = models.CharField(
        "инструмент", max_length=12, choices=Tool.choices, default=Tool.NONE, blank=True
    )
    is_required = models.BooleanField("обязателен", default=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "шаг сценария"
        verbose_name_plural = "шаги сценариев"
        ordering = ["script", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["script", "code"], name="catalogue_step_once")
        ]

    def __str__(self) -> str:
        return self.title


class ScriptBranch(models.Model):
    """An answer of the person that decides which step follows; without a step the script ends."""

    step = models.ForeignKey(
        ScriptStep, models.CASCADE, related_name="branches", verbose_name="шаг"
    )
    title = models.CharField("ответ", max_length=120)
    leads_to = models.ForeignKey(
        ScriptStep,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="следующий шаг",
        help_text="Пусто — сценарий закончен.",
    )
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "ветка сценария"
        verbose_name_plural = "ветки сценариев"
        ordering = ["step", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class ScriptRun(models.Model):
    """A colleague going through a script; `matter` is the conversation's thing, none in training."""

    class Mode(models.TextChoices):
        LIVE = "live", "Разговор"
        TRAINING = "training", "Тренировка"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    script = models.ForeignKey(Script, models.PROTECT, related_name="runs", verbose_name="сценарий")
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто ведёт"
    )
    mode = models.CharField("режим", max_length=10, choices=Mode.choices)
    matter = models.UUIDField("о чём разговор", null=True, blank=True)
    current = models.ForeignKey(
        ScriptStep,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="текущий шаг",
    )
    began_at = models.DateTimeField("начат")
    ended_at = models.DateTimeField("закончен", null=True, blank=True)

    class Meta:
        verbose_name = "проход по сценарию"
        verbose_name_plural = "проходы по сценариям"
        ordering = ["-began_at"]
        indexes = [
            models.Index(fields=["matter"], name="catalogue_run_matter"),
            models.Index(fields=["operator", "began_at"], name="catalogue_run_operator"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "matter"],
                condition=Q(ended_at__isnull=True, matter__isnull=False),
                name="catalogue_run_one_live",
            ),
            models.CheckConstraint(
                condition=Q(mode="training") | Q(matter__isnull=False),
                name="catalogue_run_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script_id} {self.began_at:%d.%m.%Y %H:%M}"


class ScriptMark(models.Model):
    """One step passed or skipped, with the answer that was chosen."""

    class Outcome(models.TextChoices):
        DONE = "done", "Пройден"
        SKIPPED = "skipped", "Пропущен"

    run = models.ForeignKey(ScriptRun, models.CASCADE, related_name="marks", verbose_name="проход")
    step = models.ForeignKey(ScriptStep, models.CASCADE, related_name="+", verbose_name="шаг")
    branch = models.ForeignKey(
        ScriptBranch,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ответ",
    )
    outcome = models.CharField("итог", max_length=8, choices=Outcome.choices)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "отметка шага"
        verbose_name_plural = "отметки шагов"
        ordering = ["run", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "step"], name="catalogue_mark_once")]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.get_outcome_display().lower()}"
