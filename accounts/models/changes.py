"""Changes of personal data that wait, were applied or were refused, and the block on them."""

from django.conf import settings
from django.db import models

from accounts.models.citizens import Citizen, Contact
from accounts.models.identity import Assurance, Attribute
from common.fields import EncryptedText
from common.ids import new_id


class DataChange(models.Model):
    """A change of one attribute: request → identity → second person where set → applied (R-187…R-192).

    `new_value` and `old_value` are the attribute's stored form (full_name: three lines). Nobody as
    `requested_by` is the system: a registry's answer.
    """

    class State(models.TextChoices):
        WAITING_SECOND = "waiting_second", "Ждёт второго сотрудника"
        APPLIED = "applied", "Применено"
        REFUSED = "refused", "Отказано"
        WITHDRAWN = "withdrawn", "Отозвано"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="data_changes", verbose_name="гражданин"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="data_changes", verbose_name="контакт"
    )
    attribute = models.CharField("что", max_length=24, choices=Attribute.choices)
    old_value = EncryptedText("было", blank=True, default="")
    new_value = EncryptedText("стало")
    state = models.CharField("состояние", max_length=16, choices=State.choices)
    level = models.PositiveSmallIntegerField("уровень при запросе", choices=Assurance.choices)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="кто запросил",
    )
    requested_at = models.DateTimeField("запрошено")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто решил",
    )
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    refusal = EncryptedText("причина отказа", blank=True, default="")

    class Meta:
        verbose_name = "изменение данных"
        verbose_name_plural = "изменения данных"
        indexes = [
            models.Index(fields=["citizen", "-requested_at"], name="accounts_change_citizen"),
            models.Index(
                fields=["requested_at"],
                name="accounts_change_waiting",
                condition=models.Q(state="waiting_second"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "attribute"],
                condition=models.Q(state="waiting_second"),
                name="accounts_change_one_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_attribute_display()}: {self.get_state_display()}"


class ChangeFreeze(models.Model):
    """«Заморозить изменения» (R-189): set at once by anyone verified, lifted by a higher level.

    Nobody as `set_by`: a code on the old phone or e-mail, without a sign-in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="freezes", verbose_name="гражданин"
    )
    level = models.PositiveSmallIntegerField("уровень, с которым поставлено")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="кто поставил",
    )
    set_at = models.DateTimeField("поставлено")
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто снял",
    )
    lifted_at = models.DateTimeField("снято", null=True, blank=True)

    class Meta:
        verbose_name = "блокировка изменений"
        verbose_name_plural = "блокировки изменений"
        constraints = [
            models.UniqueConstraint(
                fields=["citizen"],
                condition=models.Q(lifted_at=None),
                name="accounts_freeze_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.citizen} с {self.set_at:%d.%m.%Y %H:%M}"
