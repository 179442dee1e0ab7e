"""What works now and what will be under repair: answers of R-051. Incidents write here later."""

from django.db import models
from django.db.models import F, Q


class SystemStatus(models.Model):
    """A part of the portal as people know it, and how it does."""

    class State(models.TextChoices):
        WORKS = "works", "Работает"
        SLOW = "slow", "Работает медленно"
        DOWN = "down", "Не работает"
        REPAIR = "repair", "Плановые работы"

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("система", max_length=120)
    state = models.CharField("состояние", max_length=8, choices=State.choices, default=State.WORKS)
    details = models.TextField("что сказать гражданину", blank=True)
    retry_minutes = models.PositiveSmallIntegerField("повторить через, мин", null=True, blank=True)
    since = models.DateTimeField("с какого момента", null=True, blank=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "состояние системы"
        verbose_name_plural = "состояния систем"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_state_display().lower()}"


class PlannedWork(models.Model):
    """Repair announced beforehand: when, of what, and when to come back."""

    title = models.CharField("что делаем", max_length=160)
    systems = models.ManyToManyField(SystemStatus, related_name="works", verbose_name="системы")
    begins_at = models.DateTimeField("начало")
    ends_at = models.DateTimeField("конец")
    details = models.TextField("что не будет работать", blank=True)
    retry_minutes = models.PositiveSmallIntegerField("повторять через, мин", default=60)
    is_cancelled = models.BooleanField("отменены", default=False)

    class Meta:
        verbose_name = "плановые работы"
        verbose_name_plural = "плановые работы"
        ordering = ["begins_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_at__lt=F("ends_at")),
                name="catalogue_work_order",
                violation_error_message="Конец работ должен быть позже начала.",
            )
        ]

    def __str__(self) -> str:
        return self.title
