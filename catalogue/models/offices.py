"""MFC offices: where, when, with what queue."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from catalogue.models.services import Service
from schedules.models import Schedule


class MfcOffice(models.Model):
    """An office people visit. Its hours are a schedule, so holidays and special dates count (C22)."""

    class Load(models.TextChoices):
        UNKNOWN = "", "нет данных"
        LOW = "low", "свободно"
        MEDIUM = "medium", "есть очередь"
        HIGH = "high", "большая очередь"

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("название", max_length=160)
    region = models.CharField("регион", max_length=80)
    city = models.CharField("город", max_length=80)
    address = models.CharField("адрес", max_length=200)
    landmark = models.CharField("как найти", max_length=160, blank=True)
    phone = models.CharField("телефон", max_length=16, blank=True, help_text="+78435551234")
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="+", verbose_name="график")
    latitude = models.DecimalField(
        "широта",
        max_digits=9,
        decimal_places=6,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        "долгота",
        max_digits=9,
        decimal_places=6,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    load = models.CharField(
        "загруженность", max_length=8, choices=Load.choices, default=Load.UNKNOWN, blank=True
    )
    load_at = models.DateTimeField("загруженность на момент", null=True, blank=True)
    accessible = models.BooleanField("можно на коляске", default=True)
    services = models.ManyToManyField(
        Service, related_name="offices", verbose_name="услуги", blank=True
    )
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "офис МФЦ"
        verbose_name_plural = "офисы МФЦ"
        ordering = ["city", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="catalogue_office_place",
                violation_error_message="Проверьте координаты: широта до 90°, долгота до 180°.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.city}, {self.title}"
