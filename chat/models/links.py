"""Links sent by e-mail or SMS: to go on with a dialog, or to read it once more."""

from django.db import models

from chat.models.dialogs import Dialog
from common.fields import EncryptedText
from common.ids import new_id


class Link(models.Model):
    """One link to one dialog. What is sent is this id under our signature; the row says until when it opens.

    A link to go on is used up by the first browser that opens it (A-16); one to read is not.
    """

    class Purpose(models.TextChoices):
        CONTINUE = "continue", "Продолжить разговор"
        TRANSCRIPT = "transcript", "Прочитать разговор"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dialog = models.ForeignKey(Dialog, models.CASCADE, related_name="links", verbose_name="диалог")
    purpose = models.CharField("зачем", max_length=10, choices=Purpose.choices)
    channel = models.CharField("как", max_length=8, choices=[("sms", "СМС"), ("email", "Почта")])
    address = EncryptedText("куда", blank=True, default="")
    asked_at = models.DateTimeField("попросили")
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("открыта", null=True, blank=True)

    class Meta:
        verbose_name = "ссылка на диалог"
        verbose_name_plural = "ссылки на диалоги"
        indexes = [models.Index(fields=["expires_at"], name="chat_link_expires")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} до {self.expires_at:%d.%m.%Y %H:%M}"
