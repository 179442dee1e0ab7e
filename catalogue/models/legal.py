"""Legal consultations: five areas, and protocols only lawyers read (R-178…R-186)."""

from django.conf import settings
from django.db import models

from accounts.models import Citizen
from catalogue.models.services import Service
from common.fields import EncryptedText
from common.ids import new_id


class LegalArea(models.Model):
    """One of the five areas: what is explained, what is not, where a person goes next."""

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("направление", max_length=120)
    examples = models.TextField("о чём спрашивают")
    explains = models.TextField("что разъясняем")
    limits = models.TextField("чего не делаем")
    services = models.ManyToManyField(Service, related_name="+", verbose_name="услуги", blank=True)
    stems = models.TextField(
        "основы слов",
        blank=True,
        help_text="По одной на строке; в строке из нескольких слов должны встретиться все.",
    )
    order = models.PositiveSmallIntegerField("порядок", default=100)
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "правовое направление"
        verbose_name_plural = "правовые направления"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class Consultation(models.Model):
    """A protocol of a consultation. It is never rewritten: a correction is a new one (`corrects`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("номер", max_length=16, unique=True)
    matter = models.UUIDField("о каком деле", null=True, blank=True)
    citizen = models.ForeignKey(
        Citizen,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="гражданин",
    )
    area = models.ForeignKey(
        LegalArea, models.PROTECT, related_name="+", verbose_name="направление"
    )
    question = EncryptedText("вопрос")
    explanation = EncryptedText("разъяснение")
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="куда обратиться",
    )
    lawyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="консультант"
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name="вместо протокола",
    )
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "протокол консультации"
        verbose_name_plural = "протоколы консультаций"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["matter"], name="catalogue_cons_matter"),
            models.Index(fields=["-at"], name="catalogue_cons_at"),
        ]

    def __str__(self) -> str:
        return self.number
