"""Government services: who, where, with what papers, for how much, how soon (R-036…R-052, R-173…R-177)."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from common.plural import plural
from topics.models import Topic

CODE = RegexValidator(r"^[A-Z]{3}-[0-9]{2}$", "Код услуги — три буквы и две цифры: PAS-01.")


_WORKING = ("рабочий день", "рабочих дня", "рабочих дней")
_CALENDAR = ("календарный день", "календарных дня", "календарных дней")


def usual_formats() -> list[str]:
    return ["pdf", "jpg", "jpeg", "png"]


class InPersonReason(models.Model):
    """Why a matter cannot be done from home: one of the five cases of the law."""

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("причина", max_length=160)
    explanation = models.TextField("как объяснить гражданину")
    bring = models.TextField("что взять с собой", blank=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "причина личного визита"
        verbose_name_plural = "причины личного визита"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class Service(models.Model):
    """A service of the portal. `code` is what an application carries and an operator is told."""

    class Category(models.TextChoices):
        PAPERS = "papers", "Паспорта и справки"
        REGISTRATION = "registration", "Регистрация по адресу"
        TRANSPORT = "transport", "Транспорт и штрафы"
        TAXES = "taxes", "Налоги и своё дело"
        PROPERTY = "property", "Недвижимость"
        SOCIAL = "social", "Пенсии и пособия"
        FAMILY = "family", "Семья и дети"
        HEALTH = "health", "Здоровье"
        COURT = "court", "Суды и долги"

    class TermUnit(models.TextChoices):
        WORKING = "working", "рабочих дней"
        CALENDAR = "calendar", "календарных дней"

    code = models.CharField("код", max_length=6, primary_key=True, validators=[CODE])
    title = models.CharField("название", max_length=160)
    category = models.CharField("раздел", max_length=16, choices=Category.choices)
    agency = models.CharField("ведомство", max_length=120)
    summary = models.TextField("коротко")
    recipients = models.TextField("кто может получить")
    where = models.TextField("где и как подать")
    outcome = models.TextField("что получите", blank=True)
    fee_rub = models.PositiveIntegerField("пошлина, ₽", default=0, help_text="0 — бесплатно.")
    fee_details = models.TextField("о пошлине подробнее", blank=True)
    term_days = models.PositiveSmallIntegerField(
        "срок", null=True, blank=True, help_text="Пусто — сразу."
    )
    term_unit = models.CharField(
        "считается в", max_length=10, choices=TermUnit.choices, default=TermUnit.WORKING
    )
    term_details = models.TextField("о сроке подробнее", blank=True)
    max_file_mb = models.PositiveSmallIntegerField("файл не больше, МБ", default=5)
    max_total_mb = models.PositiveSmallIntegerField("все файлы не больше, МБ", default=25)
    formats = ArrayField(
        models.CharField(max_length=8), verbose_name="форматы", default=usual_formats
    )
    asked_data = ArrayField(
        models.CharField(max_length=16),
        verbose_name="какие данные спрашивает форма",
        default=list,
        blank=True,
        help_text="inn, snils, passport, address",
    )
    signature_required = models.BooleanField("нужна электронная подпись", default=False)
    in_person = models.ForeignKey(
        InPersonReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name="только лично, потому что",
    )
    in_person_details = models.TextField("что именно делается лично", blank=True)
    legal_basis = models.CharField("на каком основании", max_length=200, blank=True)
    synonyms = models.TextField("как ещё называют", blank=True, help_text="Через запятую.")
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    order = models.PositiveSmallIntegerField("порядок", default=100)
    is_active = models.BooleanField("действует", default=True)
    checked_on = models.DateField("сведения проверены")

    class Meta:
        verbose_name = "услуга"
        verbose_name_plural = "услуги"
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_file_mb__lte=F("max_total_mb")),
                name="catalogue_service_limits",
                violation_error_message="Один файл не может быть больше всех вместе.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def term_words(self) -> str:
        """«5 рабочих дней», «сразу»."""
        if not self.term_days:
            return "сразу"
        is_working = self.term_unit == self.TermUnit.WORKING
        forms = _WORKING if is_working else _CALENDAR
        return f"{self.term_days} {plural(self.term_days, *forms)}"

    @property
    def fee_words(self) -> str:
        """«300 ₽», «бесплатно», "" when the details alone say it."""
        if self.fee_rub:
            return f"{self.fee_rub} ₽"
        return "" if self.fee_details else "бесплатно"

    @property
    def files_words(self) -> str:
        """«PDF, JPG, до 5 МБ каждый, вместе до 25 МБ»."""
        kinds = ", ".join(self.formats).upper()
        return f"{kinds}, до {self.max_file_mb} МБ каждый, вместе до {self.max_total_mb} МБ"


class ServiceDocument(models.Model):
    """A paper an application needs, always or under a condition. Its own limits win over the service's."""

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="documents", verbose_name="услуга"
    )
    code = models.SlugField("код", max_length=40)
    title = models.CharField("документ", max_length=160)
    condition = models.CharField(
        "когда нужен", max_length=160, blank=True, help_text="Пусто — всегда."
    )
    hint = models.CharField("на что обратить внимание", max_length=240, blank=True)
    formats = ArrayField(
        models.CharField(max_length=8),
        verbose_name="свои форматы",
        default=list,
        blank=True,
    )
    max_file_mb = models.PositiveSmallIntegerField("свой предел, МБ", null=True, blank=True)
    is_original = models.BooleanField("оригинал приносят лично", default=False)
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "документ услуги"
        verbose_name_plural = "документы услуг"
        ordering = ["service", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="catalogue_document_once")
        ]

    def __str__(self) -> str:
        return self.title


class ServiceLink(models.Model):
    """Where a service continues: the portal's form, the agency's page."""

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="links", verbose_name="услуга"
    )
    title = models.CharField("название", max_length=120)
    url = models.URLField("адрес")
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "ссылка услуги"
        verbose_name_plural = "ссылки услуг"
        ordering = ["service", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "url"], name="catalogue_link_once")
        ]

    def __str__(self) -> str:
        return self.title
