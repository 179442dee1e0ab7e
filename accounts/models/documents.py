"""What is known of a person's documents: every value sealed, found by exact match only.

Kept apart from `Citizen`: the desk reads names and phones all day and documents almost never.
"""

from django.db import models

from accounts.models.citizens import Citizen
from common.fields import BlindIndex, EncryptedText


class PersonalData(models.Model):
    """Documents of one person (R-078, R-082, C06, C07); ИНН stands in `Citizen`.

    Numbers are digits only; dates are ISO 8601 text, because a sealed value is text.
    `source` says who vouched for them last: the person, an operator, a registry, ESIA; `sources`
    says it of each, ИНН among them.
    """

    class Source(models.TextChoices):
        CITIZEN = "citizen", "Заявитель"
        STAFF = "staff", "Сотрудник"
        REGISTRY = "registry", "Реестр"
        ESIA = "esia", "ЕСИА"

    citizen = models.OneToOneField(
        Citizen,
        models.CASCADE,
        primary_key=True,
        related_name="personal_data",
        verbose_name="гражданин",
    )
    snils = EncryptedText("СНИЛС", blank=True, default="")
    snils_index = BlindIndex("СНИЛС, поиск", source="snils", null=True)
    passport = EncryptedText("серия и номер паспорта", blank=True, default="")
    passport_index = BlindIndex("паспорт, поиск", source="passport", null=True)
    passport_issued_on = EncryptedText("дата выдачи паспорта", blank=True, default="")
    passport_code = EncryptedText("код подразделения", blank=True, default="")
    birth_date = EncryptedText("дата рождения", blank=True, default="")
    address = EncryptedText("адрес регистрации", blank=True, default="")
    citizenship = EncryptedText("гражданство", blank=True, default="")
    foreign_id = EncryptedText("идентификатор другой страны", blank=True, default="")
    account_id = EncryptedText("идентификатор учётной записи портала", blank=True, default="")
    account_id_index = BlindIndex("учётная запись, поиск", source="account_id", null=True)
    source = models.CharField(
        "откуда", max_length=16, choices=Source.choices, default=Source.CITIZEN
    )
    # attribute -> [source, ISO moment]: who vouched for each and when (`record_documents` writes it).
    sources = models.JSONField("откуда каждое", default=dict, blank=True)
    updated_at = models.DateTimeField("обновлены")

    class Meta:
        verbose_name = "документы гражданина"
        verbose_name_plural = "документы граждан"
        indexes = [
            models.Index(fields=["snils_index"], name="accounts_data_snils"),
            models.Index(fields=["passport_index"], name="accounts_data_passport"),
            models.Index(fields=["account_id_index"], name="accounts_data_account"),
        ]

    def __str__(self) -> str:
        return f"Документы {str(self.pk)[-6:]}"
