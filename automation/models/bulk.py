"""Bulk runs: the same steps over many appeals, each appeal a row that is done once."""

import json

from django.conf import settings
from django.db import models

from automation.steps import Step, load
from common.fields import EncryptedText
from common.ids import new_id
from tickets.models import Ticket


class BulkRun(models.Model):
    """One mass action: started by a person, run by the worker under that person's rights.

    A claim is a lease the worker renews; a killed one leaves the rest of the rows to the next.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Скоро начнётся"
        RUNNING = "running", "Идёт"
        DONE = "done", "Закончено"
        CANCELLED = "cancelled", "Остановлено"
        UNDOING = "undoing", "Отменяется"
        UNDONE = "undone", "Отменено"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    starter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто начал"
    )
    title = models.CharField("что делается", max_length=200)
    # Texts of answers, and the words a list was searched by, may be about people.
    steps = EncryptedText("шаги, JSON")
    query = EncryptedText("список, JSON", blank=True, default="")
    writes_to_citizen = models.BooleanField("пишет заявителям", default=False)
    state = models.CharField(
        "состояние", max_length=10, choices=State.choices, default=State.WAITING
    )
    total = models.PositiveIntegerField("обращений", default=0)
    asked_at = models.DateTimeField("когда попросили")
    starts_at = models.DateTimeField("начать не раньше")
    lease_until = models.DateTimeField("занято до", null=True, blank=True)
    finished_at = models.DateTimeField("закончено", null=True, blank=True)

    class Meta:
        verbose_name = "массовое действие"
        verbose_name_plural = "массовые действия"
        indexes = [
            models.Index(fields=["starter", "-asked_at"], name="automation_bulk_starter"),
            models.Index(
                fields=["lease_until"],
                name="automation_bulk_under_way",
                condition=models.Q(state__in=["waiting", "running", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING, self.State.UNDOING}

    def loaded(self) -> tuple[Step, ...]:
        return load(json.loads(self.steps))


class BulkRow(models.Model):
    """One appeal of a run. Its state is written in the transaction of its steps: done once."""

    class State(models.TextChoices):
        PENDING = "pending", "Ждёт"
        CHANGED = "changed", "Изменено"
        SAME = "same", "Уже так"
        REFUSED = "refused", "Отказано"
        UNDONE = "undone", "Возвращено"
        KEPT = "kept", "Не возвращено"

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(
        BulkRun, models.CASCADE, related_name="rows", verbose_name="массовое действие"
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name="обращение")
    state = models.CharField(
        "состояние", max_length=8, choices=State.choices, default=State.PENDING
    )
    reason = models.CharField("почему", max_length=300, blank=True)
    # How it is taken back (None: it cannot be), and how many lines the stream had after the steps.
    undo = models.JSONField("как вернуть", null=True, blank=True)
    lines = models.PositiveIntegerField("записей после шагов", default=0)

    class Meta:
        verbose_name = "обращение массового действия"
        verbose_name_plural = "обращения массовых действий"
        constraints = [
            models.UniqueConstraint(fields=["run", "ticket"], name="automation_bulk_row_once")
        ]
        indexes = [models.Index(fields=["run", "state", "ticket"], name="automation_bulk_row_next")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_state_display()}"
