"""Callbacks people asked for: whom to call, in what language, and when we promised it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Citizen
from common.fields import BlindIndex, EncryptedText
from common.ids import new_id
from routing.models.lines import Line


class CallbackRequest(models.Model):
    """A promise to call: a work item of the phone channel waits for it from `window_from` on."""

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт звонка"
        DONE = "done", "Дозвонились"
        FAILED = "failed", "Не дозвонились"
        CANCELLED = "cancelled", "Отменён"

    class Why(models.TextChoices):
        WISH = "wish", "Так удобнее"
        LANGUAGE = "language", "На смене никто не говорит на этом языке"
        CLOSED = "closed", "Линия закрыта"
        QUEUE = "queue", "Не захотел ждать в очереди"

    ALIVE: ClassVar = (State.WAITING,)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="callbacks",
        verbose_name="гражданин",
    )
    phone = EncryptedText("телефон")
    phone_index = BlindIndex("телефон, индекс", source="phone", null=True)
    question = EncryptedText("вопрос", blank=True, default="")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", verbose_name="линия")
    language = models.CharField("язык", max_length=8, default="ru")
    why = models.CharField("почему звонок", max_length=10, choices=Why.choices, default=Why.WISH)
    window_from = models.DateTimeField("позвоним с")
    window_to = models.DateTimeField("позвоним до")
    state = models.CharField(
        "состояние", max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    asked_at = models.DateTimeField("заказан")
    ended_at = models.DateTimeField("закончен", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто звонил",
    )

    class Meta:
        verbose_name = "заказанный звонок"
        verbose_name_plural = "заказанные звонки"
        indexes = [
            models.Index(fields=["citizen", "-asked_at"], name="routing_callback_citizen"),
            models.Index(fields=["asked_at"], name="routing_callback_asked"),
        ]
        constraints = [
            # One promise a number: the second wish moves the first, nobody is called twice.
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=Q(state="waiting"),
                name="routing_callback_one_a_phone",
            ),
            models.CheckConstraint(
                condition=Q(window_from__lt=F("window_to")), name="routing_callback_window"
            ),
        ]

    def __str__(self) -> str:
        return f"Звонок {self.asked_at:%d.%m.%Y %H:%M}"
