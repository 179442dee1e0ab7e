"""Hand-overs: who gave a dialog away, to whom, and when somebody took it."""

from django.conf import settings
from django.db import models

from accounts.models import Team
from chat.models.dialogs import Dialog
from common.fields import EncryptedText
from common.ids import new_id
from routing.models import CallbackRequest


class HandOver(models.Model):
    """A dialog that waits again, for somebody in particular. The open one decides what the queue is asked.

    `why` are words for the receiver, sealed. A hand-over to the phone keeps its callback: the call,
    the dialog and the appeal are one history.
    """

    class To(models.TextChoices):
        OPERATOR = "operator", "Коллеге"
        SENIOR = "senior", "Старшему специалисту"
        TEAM = "team", "В другую команду"
        LANGUAGE = "language", "На другом языке"
        PHONE = "phone", "На телефон"
        QUEUE = "queue", "Обратно в очередь"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dialog = models.ForeignKey(
        Dialog, models.CASCADE, related_name="hand_overs", verbose_name="диалог"
    )
    to = models.CharField("кому", max_length=10, choices=To.choices)
    # Empty: the system, of whom nobody is left to ask (a lost operator).
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто передал",
    )
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кому лично",
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="команде"
    )
    tier = models.PositiveSmallIntegerField("ступень не ниже", default=1)
    language = models.CharField("язык", max_length=8, blank=True)
    callback = models.ForeignKey(
        CallbackRequest,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="звонок",
    )
    why = EncryptedText("что передать", blank=True, default="")
    at = models.DateTimeField("передан")
    # Taken by somebody, or nobody is to take it any more: `taken_by` is empty then.
    over_at = models.DateTimeField("закончена", null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто принял",
    )

    class Meta:
        verbose_name = "передача диалога"
        verbose_name_plural = "передачи диалогов"
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=["dialog"],
                condition=models.Q(over_at=None),
                name="chat_hand_over_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_to_display()} {self.at:%d.%m.%Y %H:%M}"
