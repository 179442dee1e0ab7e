"""Big downloads: a workbook the worker makes while its requester goes on working."""

from django.conf import settings
from django.db import models

from common.fields import EncryptedText
from common.ids import new_id


class ExportFile(models.Model):
    """One workbook: ordered, made by the worker, kept sealed for 24 hours for its requester alone."""

    class State(models.TextChoices):
        WAITING = "waiting", "В очереди"
        BUILDING = "building", "Готовим"
        READY = "ready", "Готов"
        FAILED = "failed", "Не получилось"
        GONE = "gone", "Срок хранения истёк"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name="кто заказал",
    )
    # What was asked for: words that were searched for may be among it.
    query = EncryptedText("запрос")
    state = models.CharField(
        "состояние", max_length=16, choices=State.choices, default=State.WAITING
    )
    done = models.PositiveIntegerField("строк готово", default=0)
    total = models.PositiveIntegerField("строк всего", default=0)
    file_name = models.CharField("файл", max_length=80, blank=True)
    # The key of this one file: once it is wiped, no copy of the file opens any more.
    key = EncryptedText("ключ файла", blank=True, default="")
    size = models.PositiveBigIntegerField("байт", default=0)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    asked_at = models.DateTimeField("заказан")
    lease_until = models.DateTimeField("занято до", null=True, blank=True)
    ready_at = models.DateTimeField("готов", null=True, blank=True)
    expires_at = models.DateTimeField("хранится до", null=True, blank=True)

    class Meta:
        verbose_name = "файл выгрузки"
        verbose_name_plural = "файлы выгрузок"
        indexes = [models.Index(fields=["requester", "-asked_at"], name="tickets_export_requester")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {str(self.pk)[-6:]}"

    @property
    def percent(self) -> int:
        """Return how much is made; 100 is said only of a file that is there."""
        if self.state == self.State.READY:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def is_coming(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}
