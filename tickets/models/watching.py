"""Colleagues who follow an appeal that is not theirs."""

from django.conf import settings
from django.db import models

from tickets.models.ticket import Ticket


class Watcher(models.Model):
    """Whoever watches is told of answers, states and notes while they may see the appeal."""

    class Cause(models.TextChoices):
        OWN = "own", "По своему желанию"
        MENTION = "mention", "Упомянули в заметке"

    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="watchers", verbose_name="обращение"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="кто наблюдает"
    )
    cause = models.CharField("почему", max_length=8, choices=Cause.choices, default=Cause.OWN)
    since = models.DateTimeField("с")

    class Meta:
        verbose_name = "наблюдатель"
        verbose_name_plural = "наблюдатели"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "user"], name="tickets_watcher_one")
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.ticket_id}"
