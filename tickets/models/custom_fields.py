"""Fields an administrator adds to appeals of some topics, and what stands in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.fields import EncryptedText
from common.ids import new_id
from tickets.models.ticket import Ticket
from topics.models import Topic


class CustomField(models.Model):
    """One more question about an appeal; without topics it is asked of every appeal.

    Texts are sealed always, everything else only when `is_sensitive`: then it is also masked, and
    nothing can be filtered by it.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Текст"
        NUMBER = "number", "Число"
        DATE = "date", "Дата"
        CHOICE = "choice", "Выбор из списка"
        YES_NO = "yes_no", "Да или нет"

    code = models.SlugField("код", unique=True, help_text="Под этим именем поле отдаёт API.")
    title = models.CharField("название", max_length=80)
    kind = models.CharField("вид", max_length=8, choices=Kind.choices, default=Kind.TEXT)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="+", verbose_name="темы", help_text="Пусто: все темы."
    )
    options = models.TextField(
        "варианты", blank=True, help_text="Для выбора из списка, по одному в строке."
    )
    hint = models.CharField("подсказка", max_length=160, blank=True)
    is_required = models.BooleanField("без него обращение не решить", default=False)
    is_sensitive = models.BooleanField("личные данные", default=False)
    position = models.PositiveSmallIntegerField("порядок", default=100)
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "поле обращения"
        verbose_name_plural = "поля обращений"
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def choices(self) -> list[str]:
        """Return the options of a choice without empty lines and repeats."""
        lines = (" ".join(line.split()) for line in self.options.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    @property
    def is_sealed(self) -> bool:
        return self.is_sensitive or self.kind == self.Kind.TEXT

    @property
    def is_filterable(self) -> bool:
        return self.kind in {self.Kind.CHOICE, self.Kind.YES_NO} and not self.is_sensitive


class FieldValue(models.Model):
    """What stands in a field of an appeal. It stays when the topic, and so the field, is another.

    One of the columns holds it: `sealed` for texts and personal data, `chosen` for an option or
    yes/no, `number`, `day`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="field_values", verbose_name="обращение"
    )
    field = models.ForeignKey(CustomField, models.PROTECT, related_name="+", verbose_name="поле")
    sealed = EncryptedText("закрытое значение", blank=True, default="")
    chosen = models.CharField("вариант", max_length=120, blank=True)
    number = models.DecimalField("число", max_digits=18, decimal_places=4, null=True, blank=True)
    day = models.DateField("дата", null=True, blank=True)
    set_at = models.DateTimeField("когда")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто заполнил",
    )

    class Meta:
        verbose_name = "значение поля"
        verbose_name_plural = "значения полей"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "field"], name="tickets_fieldvalue_one")
        ]
        indexes = [
            models.Index(
                fields=["field", "chosen"],
                name="tickets_fieldvalue_chosen",
                condition=~Q(chosen=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.field_id}: {self.ticket_id}"
