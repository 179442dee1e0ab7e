"""Tables without business words: wrapped data keys and counters of rate limits."""

from django.db import models
from django.utils import timezone


class DataKey(models.Model):
    """A data key wrapped by the master key. The open key exists in process memory only.

    A key is published (everybody learns to read by it), then current (everybody writes by it),
    then retired (read only), then dropped: the wrapped bytes go, the row stays, so that a lost row
    is noticed. docs/protected-data.md tells how long each lasts.
    """

    ENCRYPT = "encrypt"
    INDEX = "index"

    class State(models.TextChoices):
        PUBLISHED = "published", "известен"
        CURRENT = "current", "действующий"
        RETIRED = "retired", "только для чтения"
        DROPPED = "dropped", "удалён"

    number = models.PositiveIntegerField("номер")
    purpose = models.CharField(
        "назначение", max_length=16, choices=[(ENCRYPT, ENCRYPT), (INDEX, INDEX)]
    )
    state = models.CharField(
        "состояние", max_length=10, choices=State.choices, default=State.CURRENT
    )
    state_at = models.DateTimeField("в состоянии с", default=timezone.now)
    wrapped = models.BinaryField("обёрнутый ключ")
    created_at = models.DateTimeField("создан", auto_now_add=True)

    class Meta:
        verbose_name = "ключ данных"
        verbose_name_plural = "ключи данных"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "number"], name="common_datakey_one"),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(state="current"),
                name="common_datakey_one_current",
            ),
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
