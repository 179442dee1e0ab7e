"""How long colleagues worked at an appeal."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.fields import EncryptedText
from common.ids import new_id
from tickets.models.ticket import Ticket


class TimeEntry(models.Model):
    """One stretch of work. A timer's grows while the appeal is open and looked at (`visit`);
    one entered or corrected by hand says why.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="time_entries", verbose_name="обращение"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто работал"
    )
    visit = models.UUIDField("заход", null=True, blank=True)
    started_at = models.DateTimeField("начато")
    spent = models.DurationField("сколько")
    counted_until = models.DateTimeField("посчитано по")
    why = EncryptedText("причина правки", blank=True, default="")
    corrected_at = models.DateTimeField("исправлено", null=True, blank=True)

    class Meta:
        verbose_name = "время работы"
        verbose_name_plural = "время работы"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "user", "visit"],
                condition=Q(visit__isnull=False),
                name="tickets_timeentry_visit",
            )
        ]
        indexes = [
            models.Index(fields=["user", "started_at"], name="tickets_timeentry_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.spent}"
