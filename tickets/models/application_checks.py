"""What a check of an application found, and what the citizen was told: advice, or a refusal until supplied (R-049)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from catalogue.models import Service
from common.ids import new_id
from tickets.models.ticket import Ticket
from tickets.models.timeline import TimelineItem


class ApplicationCheck(models.Model):
    """One check that the citizen was told of; its words are a line of the stream (`item`)."""

    class Outcome(models.TextChoices):
        ADVISED = "advised", "Список отправлен"
        HELD = "held", "Отказ до предоставления"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="checks", verbose_name="обращение"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name="услуга")
    outcome = models.CharField("итог", max_length=8, choices=Outcome.choices)
    missing = ArrayField(
        models.CharField(max_length=40), verbose_name="каких документов нет", default=list
    )
    errors = ArrayField(models.CharField(max_length=24), verbose_name="виды ошибок", default=list)
    item = models.ForeignKey(
        TimelineItem, models.PROTECT, related_name="+", verbose_name="что сказано"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто проверил"
    )
    checked_at = models.DateTimeField("когда")
    supplied_at = models.DateTimeField("когда всё предоставлено", null=True, blank=True)

    class Meta:
        verbose_name = "проверка заявления"
        verbose_name_plural = "проверки заявлений"
        ordering = ["-checked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(outcome="held", supplied_at__isnull=True),
                name="tickets_check_one_hold",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="held") | Q(missing__len__gt=0),
                name="tickets_check_held_for_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.get_outcome_display().lower()}"
