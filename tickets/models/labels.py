"""Words colleagues put on appeals: tags, any number of them, and a label that refines the state."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tickets.models.ticket import Ticket
from tickets.states import LABELS, Status

TAG_AT_MOST = 40


class Tag(models.Model):
    """One word of the vocabulary all teams share. Nothing personal stands in it (checked by its door)."""

    title = models.CharField("тег", max_length=TAG_AT_MOST)
    is_active = models.BooleanField(
        "предлагается", default=True, help_text="Снятый с предложения остаётся на обращениях."
    )

    class Meta:
        verbose_name = "тег"
        verbose_name_plural = "теги"
        ordering = ["title"]
        constraints = [models.UniqueConstraint(Lower("title"), name="tickets_tag_title")]

    def __str__(self) -> str:
        return self.title


class TicketTag(models.Model):
    """A tag on an appeal; a citizen never sees it."""

    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="tags", verbose_name="обращение"
    )
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="+", verbose_name="тег")
    added_at = models.DateTimeField("когда")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто поставил",
    )

    class Meta:
        verbose_name = "тег обращения"
        verbose_name_plural = "теги обращений"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "tag"], name="tickets_tickettag_one")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.tag}"


class StateLabel(models.Model):
    """A label over one of the fixed states: «В работе» may be «Ждём ведомство».

    The move table knows nothing of it; another state takes it off. What the citizen reads is
    `public_title`, empty for a label they never see.
    """

    class Tone(models.TextChoices):
        NEUTRAL = "neutral", "Серый"
        INFO = "info", "Синий"
        SUCCESS = "success", "Зелёный"
        WARNING = "warning", "Жёлтый"
        DANGER = "danger", "Красный"

    title = models.CharField("название", max_length=60)
    status = models.CharField(
        "состояние, которое уточняет",
        max_length=20,
        choices=[(status.value, LABELS[status]) for status in Status],
    )
    tone = models.CharField("цвет", max_length=8, choices=Tone.choices, default=Tone.NEUTRAL)
    public_title = models.CharField(
        "что видит заявитель",
        max_length=120,
        blank=True,
        help_text="Пусто: заявитель не видит эту метку.",
    )
    position = models.PositiveSmallIntegerField("порядок", default=100)
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "метка состояния"
        verbose_name_plural = "метки состояний"
        ordering = ["status", "position", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["status", "title"],
                condition=Q(is_active=True),
                name="tickets_statelabel_title",
            )
        ]

    def __str__(self) -> str:
        return self.title
