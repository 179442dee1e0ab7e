"""Promises about time: policies and the clocks that count against them."""

from django.db import models
from django.db.models import Q

from accounts.models import Contact
from schedules.models import Schedule
from tickets.models.ticket import Priority, Ticket
from tickets.states import TicketType
from topics.models import Topic


class SlaPolicy(models.Model):
    """How much business time the service has; the most specific match by type, topic, priority, channel wins."""

    title = models.CharField("название", max_length=120)
    type = models.PositiveSmallIntegerField(
        "тип", choices=[(t.value, t.label) for t in TicketType], null=True, blank=True
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, verbose_name="тема")
    priority = models.PositiveSmallIntegerField(
        "приоритет", choices=Priority.choices, null=True, blank=True
    )
    channel = models.CharField("канал", max_length=16, choices=Contact.Channel.choices, blank=True)
    resolution_minutes = models.PositiveIntegerField("решить за, рабочих минут")
    schedule = models.ForeignKey(Schedule, models.PROTECT, verbose_name="рабочее время")
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "норматив SLA"
        verbose_name_plural = "нормативы SLA"

    def __str__(self) -> str:
        return self.title


class Clock(models.Model):
    """One clock of a ticket. The sweep looks at `next_at` only: due moments are stored, never computed.

    service: business time, paused while the citizen is asked (`paused_at`, `left` keep the rest);
    law: calendar days of 59-ФЗ, never paused.
    """

    class Kind(models.TextChoices):
        SERVICE = "service", "Срок обслуживания"
        LAW = "law", "Срок по 59-ФЗ"

    class Step(models.IntegerChoices):
        RUNNING = 0, "Идёт"
        WARNED = 1, "Предупреждён исполнитель"
        BREACHED = 2, "Просрочено, сообщено старшему"
        ESCALATED = 3, "Сообщено супервизору"

    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="clocks", verbose_name="обращение"
    )
    kind = models.CharField("вид", max_length=8, choices=Kind.choices)
    policy = models.ForeignKey(
        SlaPolicy, models.PROTECT, null=True, blank=True, verbose_name="норматив"
    )
    started_at = models.DateTimeField("пущены")
    due_at = models.DateTimeField("срок")
    warn_at = models.DateTimeField("предупредить")
    next_at = models.DateTimeField("следующее событие", null=True, blank=True)
    step = models.PositiveSmallIntegerField("шаг", choices=Step.choices, default=Step.RUNNING)
    paused_at = models.DateTimeField("на паузе с", null=True, blank=True)
    left = models.DurationField("осталось на паузе", null=True, blank=True)
    breached_at = models.DateTimeField("нарушен", null=True, blank=True)
    stopped_at = models.DateTimeField("остановлены", null=True, blank=True)
    extended_count = models.PositiveSmallIntegerField("продлений", default=0)

    class Meta:
        verbose_name = "часы обращения"
        verbose_name_plural = "часы обращений"
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="tickets_clock_one")]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="tickets_clock_next",
                condition=Q(next_at__isnull=False),
            ),
            models.Index(
                fields=["due_at"],
                name="tickets_clock_due",
                condition=Q(stopped_at=None, paused_at=None),
            ),
            # The supervisor's board: what is at risk or late, without reading what is in time.
            models.Index(
                fields=["warn_at"],
                include=["ticket", "due_at"],
                name="tickets_clock_at_risk",
                condition=Q(stopped_at=None, paused_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} до {self.due_at:%d.%m.%Y %H:%M}"
