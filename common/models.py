"""Tables without business words: wrapped data keys and counters of rate limits."""

from django.db import models


class DataKey(models.Model):
    """A data key wrapped by the master key. The open key exists in process memory only."""

    ENCRYPT = "encrypt"
    INDEX = "index"

    number = models.PositiveIntegerField("номер")
    purpose = models.CharField(
        "назначение", max_length=16, choices=[(ENCRYPT, ENCRYPT), (INDEX, INDEX)]
    )
    wrapped = models.BinaryField("обёрнутый ключ")
    created_at = models.DateTimeField("создан", auto_now_add=True)

    class Meta:
        verbose_name = "ключ данных"
        verbose_name_plural = "ключи данных"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "number"], name="common_datakey_one")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.purpose}:{self.number}"


class RateBucket(models.Model):
    """How often a key was used in a window. Rows are overwritten, never of record."""

    key = models.CharField("ключ", max_length=120, primary_key=True)
    window_start = models.DateTimeField("начало окна")
    hits = models.PositiveIntegerField("счёт", default=0)

    class Meta:
        verbose_name = "счётчик ограничения"
        verbose_name_plural = "счётчики ограничений"

    def __str__(self) -> str:
        return self.key
