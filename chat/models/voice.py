"""Voice calls from the dialog: browser to browser. The sound is never stored here."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chat.models.dialogs import Dialog
from chat.models.messages import Side
from common.ids import new_id


class VoiceCall(models.Model):
    """One call. `quality` holds the last report of each side, and when the last one came:

    {"citizen": {"loss": 0.01, "rtt_ms": 40, "jitter_ms": 5}, "operator": {…}, "heard_at": iso}.
    """

    class State(models.TextChoices):
        RINGING = "ringing", "Вызов"
        TALKING = "talking", "Разговор"
        ENDED = "ended", "Окончен"
        REFUSED = "refused", "Отклонён"
        MISSED = "missed", "Без ответа"
        FAILED = "failed", "Не соединилось"

    ALIVE = ("ringing", "talking")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dialog = models.ForeignKey(Dialog, models.CASCADE, related_name="calls", verbose_name="диалог")
    side = models.CharField("кто позвонил", max_length=8, choices=Side.choices)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="оператор"
    )
    state = models.CharField(
        "состояние", max_length=8, choices=State.choices, default=State.RINGING
    )
    rang_at = models.DateTimeField("вызов")
    answered_at = models.DateTimeField("ответ", null=True, blank=True)
    ended_at = models.DateTimeField("конец", null=True, blank=True)
    quality = models.JSONField("качество", default=dict, blank=True)

    class Meta:
        verbose_name = "голосовой вызов"
        verbose_name_plural = "голосовые вызовы"
        constraints = [
            models.UniqueConstraint(
                fields=["dialog"],
                condition=Q(state__in=["ringing", "talking"]),
                name="chat_call_one_alive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.rang_at:%d.%m.%Y %H:%M}"
