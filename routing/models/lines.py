"""Lines, when they and their languages answer, how long people may wait (C01–C05, C21). Edited in the admin."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.models import Contact, Team
from schedules.hours import DAY_MINUTES, Interval, InvalidHours, format_clock
from schedules.models import HOLIDAY_POLICIES, Schedule

WEEK = [1, 2, 3, 4, 5, 6, 7]


def whole_week() -> list[int]:
    return list(WEEK)


def read_windows(text: str) -> list[Interval]:
    """Return the intervals of «10:00–12:00, 14:00–16:00»; InvalidHours when it is not that."""
    parts = [part for part in text.replace("–", "-").split(",") if part.strip()]
    pairs = [part.partition("-") for part in parts]
    return sorted(Interval.of(opens, closes) for opens, _, closes in pairs)


def check_windows(text: str) -> None:
    try:
        read_windows(text)
    except InvalidHours as error:
        raise ValidationError(str(error)) from error


class Line(models.Model):
    """A number, a chat or a box people write to: when it answers, in what languages, who serves it."""

    class AfterHours(models.TextChoices):
        REQUEST = "request", "Принимаем обращение письменно"
        CALLBACK = "callback", "Обещаем время и перезваниваем"
        BOT = "bot", "Отвечает автоматический сервис"

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("название", max_length=120)
    purpose = models.CharField("с чем сюда", max_length=160, blank=True)
    channel = models.CharField(
        "канал",
        max_length=16,
        choices=Contact.Channel.choices,
        default=Contact.Channel.PHONE,
    )
    phone = models.CharField("телефон", max_length=16, blank=True, help_text="+78005553535")
    is_free = models.BooleanField("звонок бесплатный", default=True)
    source = models.CharField("откуда известно", max_length=120, blank=True)
    is_verified = models.BooleanField(
        "номер проверен",
        default=False,
        help_text="Непроверенный номер граждане видят только в демонстрации.",
    )
    is_public = models.BooleanField("видна гражданам", default=True)
    takes_callbacks = models.BooleanField("можно заказать звонок", default=False)
    schedule = models.ForeignKey(
        Schedule,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="график",
        help_text="Пусто — часы не названы.",
    )
    holiday_policy = models.CharField(
        "праздники",
        max_length=16,
        choices=HOLIDAY_POLICIES,
        blank=True,
        help_text="Пусто — как в графике.",
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, verbose_name="кто отвечает"
    )
    skills = models.JSONField("навыки", default=dict, blank=True, help_text='{"tech": 2}')
    languages = ArrayField(models.CharField(max_length=8), verbose_name="языки", default=list)
    after_hours = models.CharField(
        "когда закрыто",
        max_length=10,
        choices=AfterHours.choices,
        default=AfterHours.REQUEST,
    )
    closed_text = models.TextField(
        "что сказать, когда закрыто",
        blank=True,
        help_text="{opens} — когда откроется: «завтра в 09:00».",
    )
    quiet_hours = models.CharField(
        "когда ждать меньше",
        max_length=60,
        blank=True,
        validators=[check_windows],
        help_text="10:00–12:00, 14:00–16:00. Действует, пока своей истории мало.",
    )
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "линия"
        verbose_name_plural = "линии"
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class LanguageService(models.Model):
    """A language people are served in: its own hours, and what to say when nobody on shift speaks it."""

    code = models.CharField("код", max_length=8, primary_key=True)
    title = models.CharField("название", max_length=40)
    schedule = models.ForeignKey(
        Schedule,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="график",
        help_text="Пусто — часы линии.",
    )
    unspoken_text = models.TextField(
        "что сказать, когда на смене никто не говорит",
        blank=True,
        help_text="{opens} — когда откроется: «завтра в 08:00».",
    )
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "язык обслуживания"
        verbose_name_plural = "языки обслуживания"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class WaitNorm(models.Model):
    """How long people of a line may wait in a period of the day: a target, and what is told without data."""

    code = models.SlugField("код", max_length=60, primary_key=True)
    line = models.ForeignKey(Line, models.CASCADE, related_name="norms", verbose_name="линия")
    title = models.CharField("период", max_length=60)
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="дни", default=whole_week)
    begins = models.PositiveSmallIntegerField("с, мин от полуночи")
    ends = models.PositiveSmallIntegerField("до, мин от полуночи")
    low_min = models.PositiveSmallIntegerField("от, мин")
    high_min = models.PositiveSmallIntegerField("до, мин")

    class Meta:
        verbose_name = "норма ожидания"
        verbose_name_plural = "нормы ожидания"
        ordering = ["line", "begins"]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__lt=F("ends"), ends__lte=DAY_MINUTES),
                name="routing_norm_period",
                violation_error_message="Конец периода должен быть позже начала.",
            ),
            models.CheckConstraint(
                condition=Q(low_min__lte=F("high_min")),
                name="routing_norm_order",
                violation_error_message="«До» не может быть меньше, чем «от».",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {format_clock(self.begins)}–{format_clock(self.ends)}"
