"""Who is signed in where: what a person sees and ends (A-20)."""

from django.conf import settings
from django.db import models

from common.fields import EncryptedText
from common.ids import new_id


class SignedInSession(models.Model):
    """One session of a person. Its key is sealed: the table opens nobody's session."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="sign_ins",
        verbose_name="пользователь",
    )
    key = EncryptedText("ключ сеанса")
    key_digest = models.BinaryField("ключ, поиск", unique=True)
    epoch = models.PositiveIntegerField("эпоха сеансов")
    device = models.CharField("устройство", max_length=80, blank=True)
    address = EncryptedText("адрес в сети", blank=True, default="")
    started_at = models.DateTimeField("вход")

    class Meta:
        verbose_name = "сеанс"
        verbose_name_plural = "сеансы"
        indexes = [models.Index(fields=["user", "-started_at"], name="accounts_session_user")]

    def __str__(self) -> str:
        return f"{self.device} {self.started_at:%d.%m.%Y %H:%M}"
