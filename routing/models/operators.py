"""Operators as the queue sees them: what they can do, whether they are free, how they spent the day."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from common.ids import new_id
from routing.models.reference import PauseReason, Skill
from routing.models.wake import wakes


class OperatorSettings(models.Model):
    """Languages, tier and capacity of one operator; skills stand in `OperatorSkill`."""

    class Tier(models.IntegerChoices):
        OPERATOR = 1, "Оператор"
        SENIOR = 2, "Старший специалист"
        LEGAL = 3, "Юрист"

    operator = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="routing_settings",
        verbose_name="оператор",
    )
    tier = models.PositiveSmallIntegerField("ступень", choices=Tier.choices, default=Tier.OPERATOR)
    capacity = models.PositiveSmallIntegerField("нагрузка не больше, %", default=100)
    languages = ArrayField(models.CharField(max_length=8), verbose_name="языки", default=list)
    lines = ArrayField(
        models.CharField(max_length=40),
        verbose_name="линии",
        default=list,
        blank=True,
        help_text="Пусто — любые линии своих команд.",
    )

    class Meta:
        verbose_name = "оператор в очереди"
        verbose_name_plural = "операторы в очереди"

    def __str__(self) -> str:
        return str(self.operator)


class OperatorSkill(models.Model):
    """A skill of an operator at a level from 1 (learns) to 5 (teaches)."""

    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="routing_skills",
        verbose_name="оператор",
    )
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+", verbose_name="навык")
    level = models.PositiveSmallIntegerField("уровень")

    class Meta:
        verbose_name = "навык оператора"
        verbose_name_plural = "навыки операторов"
        constraints = [
            models.UniqueConstraint(fields=["operator", "skill"], name="routing_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="routing_skill_level"),
        ]

    def __str__(self) -> str:
        return f"{self.skill}: {self.level}"


_DECIDES = (
    "state",
    "is_offered",
    "load",
    "capacity",
    "tier",
    "skills",
    "languages",
    "teams",
    "lines",
)
# Ready, with room, and something that decides has changed: heartbeats of hundreds wake nobody.
_COULD_TAKE = (
    "NEW.state = 'ready' AND NOT NEW.is_offered AND NEW.load < NEW.capacity AND (TG_OP = 'INSERT' OR ("
    + ", ".join(f"OLD.{name}" for name in _DECIDES)
    + ") IS DISTINCT FROM ("
    + ", ".join(f"NEW.{name}" for name in _DECIDES)
    + "))"
)


class Presence(models.Model):
    """What an operator does right now, with a copy of what matching asks: one row decides.

    `load` is the percent taken by what was accepted and is not finished; `free_since` orders equal
    operators (longest idle first). A row is locked by whoever makes an offer to its operator.
    """

    class State(models.TextChoices):
        OFFLINE = "offline", "Не на линии"
        READY = "ready", "Готов"
        WRAP_UP = "wrap_up", "Постобработка"
        PAUSED = "paused", "Пауза"

    HERE: ClassVar = (State.READY, State.WRAP_UP, State.PAUSED)

    operator = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="presence",
        verbose_name="оператор",
    )
    state = models.CharField(
        "состояние", max_length=8, choices=State.choices, default=State.OFFLINE
    )
    reason = models.ForeignKey(
        PauseReason, models.PROTECT, null=True, blank=True, verbose_name="причина"
    )
    since = models.DateTimeField("с")
    until = models.DateTimeField("до", null=True, blank=True)
    seen_at = models.DateTimeField("на связи")
    # Keys, clicks and work of the desk; an open page alone is none (decisions 17).
    active_at = models.DateTimeField("за работой", null=True, blank=True)
    is_over = models.BooleanField("дольше положенного", default=False)
    is_prolonged = models.BooleanField("постобработка продлена", default=False)
    free_since = models.DateTimeField("свободен с")
    load = models.PositiveSmallIntegerField("занят, %", default=0)
    # In the row itself: whoever locks it sees the latest, however old their snapshot is.
    is_offered = models.BooleanField("есть предложение", default=False)
    missed_in_row = models.PositiveSmallIntegerField("пропущено подряд", default=0)
    # Copied from settings, skills and teams when the operator comes and when these change.
    tier = models.PositiveSmallIntegerField("ступень", default=1)
    capacity = models.PositiveSmallIntegerField("нагрузка не больше, %", default=100)
    skills = models.JSONField("навыки", default=dict)
    languages = ArrayField(models.CharField(max_length=8), verbose_name="языки", default=list)
    teams = ArrayField(models.UUIDField(), verbose_name="команды", default=list)
    lines = ArrayField(models.CharField(max_length=40), verbose_name="линии", default=list)

    class Meta:
        verbose_name = "присутствие"
        verbose_name_plural = "присутствие"
        indexes = [
            models.Index(fields=["free_since"], name="routing_ready", condition=Q(state="ready")),
            models.Index(fields=["seen_at"], name="routing_here", condition=~Q(state="offline")),
            GinIndex(fields=["teams"], name="routing_presence_teams"),
        ]
        triggers = [wakes("operator", "NEW.operator_id", when=_COULD_TAKE)]

    def __str__(self) -> str:
        return f"{self.operator}: {self.get_state_display()}"


class PresenceSpan(models.Model):
    """A stretch of one state: every second of the day is in exactly one (occupancy, adherence)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="presence_spans",
        verbose_name="оператор",
    )
    state = models.CharField("состояние", max_length=8, choices=Presence.State.choices)
    reason = models.ForeignKey(
        PauseReason, models.PROTECT, null=True, blank=True, verbose_name="причина"
    )
    began_at = models.DateTimeField("с")
    ended_at = models.DateTimeField("до", null=True, blank=True)

    class Meta:
        verbose_name = "отрезок присутствия"
        verbose_name_plural = "отрезки присутствия"
        indexes = [models.Index(fields=["operator", "began_at"], name="routing_span_operator")]
        constraints = [
            models.UniqueConstraint(
                fields=["operator"], condition=Q(ended_at=None), name="routing_span_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} с {self.began_at:%d.%m.%Y %H:%M}"


class Posting(models.Model):
    """Whose queues an operator serves for now instead of their own; ends by itself at `until`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="postings",
        verbose_name="оператор",
    )
    teams = ArrayField(models.UUIDField(), verbose_name="чьи очереди", default=list)
    # Teams the operator became a member of for this: left again at the end.
    lent = ArrayField(models.UUIDField(), verbose_name="временно в командах", default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто направил",
    )
    made_at = models.DateTimeField("с")
    until = models.DateTimeField("до")
    ended_at = models.DateTimeField("окончено", null=True, blank=True)

    class Meta:
        verbose_name = "направление в другую очередь"
        verbose_name_plural = "направления в другие очереди"
        indexes = [
            models.Index(fields=["until"], name="routing_posting_due", condition=Q(ended_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["operator"], condition=Q(ended_at=None), name="routing_posting_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.operator} до {self.until:%d.%m.%Y %H:%M}"
