"""Who is calling: levels of assurance, what each operation needs, answers, inquiries, reveals."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.citizens import Citizen, Contact
from common.ids import new_id


class Assurance(models.IntegerChoices):
    """How sure we are that the person is who they say (C19); kept per profile and per contact."""

    NONE = 0, "Личность не проверена"
    PHONE = 1, "Подтверждён кодом"
    DOCUMENTS = 2, "Документы сверены"
    IN_PERSON = 3, "Удостоверена лично или через ЕСИА"


class Attribute(models.TextChoices):
    """What a person can be asked for; answers are compared by the system."""

    FULL_NAME = "full_name", "ФИО как в профиле"
    PHONE = "phone", "Привязанный телефон"
    EMAIL = "email", "Адрес почты"
    BIRTH_DATE = "birth_date", "Дата рождения"
    SNILS = "snils", "СНИЛС"
    PASSPORT = "passport", "Серия и номер паспорта"
    PASSPORT_ISSUED_ON = "passport_issued_on", "Дата выдачи паспорта"
    PASSPORT_CODE = "passport_code", "Код подразделения"
    INN = "inn", "ИНН"
    ADDRESS = "address", "Адрес регистрации"
    ACCOUNT_ID = "account_id", "Идентификатор учётной записи"


class IdentificationRule(models.Model):
    """A row of the identification matrix: what an operation needs (C19, R-187…R-190)."""

    operation = models.SlugField("операция", max_length=40, primary_key=True)
    title = models.CharField("название", max_length=120)
    level = models.PositiveSmallIntegerField("уровень", choices=Assurance.choices)
    attributes = ArrayField(
        models.CharField(max_length=24, choices=Attribute.choices),
        verbose_name="что спросить",
        default=list,
        blank=True,
        help_text="Каждый ответ сверяет система; чего нет в профиле, сверяется по реестру.",
    )
    second_person = models.BooleanField("нужен второй сотрудник", default=False)
    to_quality = models.BooleanField("на проверку качества", default=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "правило идентификации"
        verbose_name_plural = "матрица идентификации"
        ordering = ["order", "operation"]

    def __str__(self) -> str:
        return self.title


class IdentityAnswer(models.Model):
    """One answer of the person, compared by the system; what was said is never kept."""

    class Outcome(models.TextChoices):
        MATCH = "match", "Совпало"
        MISMATCH = "mismatch", "Не совпало"
        NOT_ON_FILE = "not_on_file", "В профиле нет"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="answers", verbose_name="контакт"
    )
    attribute = models.CharField("что спросили", max_length=24, choices=Attribute.choices)
    outcome = models.CharField("итог", max_length=16, choices=Outcome.choices)
    answered_at = models.DateTimeField("когда")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто спросил"
    )

    class Meta:
        verbose_name = "ответ при проверке личности"
        verbose_name_plural = "ответы при проверке личности"
        indexes = [models.Index(fields=["contact", "answered_at"], name="accounts_answer_contact")]

    def __str__(self) -> str:
        return f"{self.get_attribute_display()}: {self.get_outcome_display()}"


class RegistryInquiry(models.Model):
    """One question to a registry, and what it said (R-076, R-079, C08). Holds no document."""

    class Registry(models.TextChoices):
        SNILS = "snils", "СНИЛС (СФР)"
        PASSPORT = "passport", "Паспорт (МВД)"
        INN = "inn", "ИНН (ФНС)"

    class State(models.TextChoices):
        PENDING = "pending", "Проверяем"
        MATCH = "match", "Сведения совпали"
        MISMATCH = "mismatch", "Сведения не совпали"
        UNAVAILABLE = "unavailable", "Реестр не отвечает"
        NOT_CONFIGURED = "not_configured", "Реестр не подключён"

    OVER: ClassVar = (State.MATCH, State.MISMATCH, State.NOT_CONFIGURED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="inquiries", verbose_name="гражданин"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="inquiries", verbose_name="контакт"
    )
    registry = models.CharField("реестр", max_length=16, choices=Registry.choices)
    state = models.CharField("итог", max_length=16, choices=State.choices, default=State.PENDING)
    mismatched = ArrayField(
        models.CharField(max_length=24, choices=Attribute.choices),
        verbose_name="что не совпало",
        default=list,
        blank=True,
    )
    reason = models.CharField("почему не ответил", max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="кто спросил",
    )
    asked_at = models.DateTimeField("спрошено")
    answered_at = models.DateTimeField("ответ", null=True, blank=True)
    next_try_at = models.DateTimeField("следующая попытка", null=True, blank=True)
    latency_ms = models.PositiveIntegerField("время ответа, мс", null=True, blank=True)

    class Meta:
        verbose_name = "запрос в реестр"
        verbose_name_plural = "запросы в реестры"
        indexes = [
            models.Index(fields=["citizen", "-asked_at"], name="accounts_inquiry_citizen"),
            models.Index(
                fields=["next_try_at"],
                name="accounts_inquiry_due",
                condition=models.Q(next_try_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_registry_display()}: {self.get_state_display()}"


class PortalOperation(models.Model):
    """One thing asked of the portal for a person's account there (R-045, R-065)."""

    class Kind(models.TextChoices):
        CHECK_STATUS = "check_status", "Проверить состояние"
        START_RESET = "start_reset", "Начать сброс пароля"
        UNLOCK = "unlock", "Разблокировать"
        RESEND_CODE = "resend_code", "Отправить код подтверждения ещё раз"
        CORRECT_PHONE = "correct_phone", "Исправить привязанный телефон"

    class State(models.TextChoices):
        PENDING = "pending", "Выполняется"
        DONE = "done", "Выполнено"
        REFUSED = "refused", "Портал отказал"
        UNAVAILABLE = "unavailable", "Портал не отвечает"
        NOT_CONFIGURED = "not_configured", "Портал не подключён"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="portal_operations", verbose_name="гражданин"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="portal_operations", verbose_name="контакт"
    )
    kind = models.CharField("что сделать", max_length=16, choices=Kind.choices)
    state = models.CharField("итог", max_length=16, choices=State.choices, default=State.PENDING)
    outcome = models.CharField("ответ портала", max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто попросил"
    )
    asked_at = models.DateTimeField("попросили")
    answered_at = models.DateTimeField("ответ", null=True, blank=True)
    next_try_at = models.DateTimeField("следующая попытка", null=True, blank=True)

    class Meta:
        verbose_name = "действие на портале"
        verbose_name_plural = "действия на портале"
        indexes = [
            models.Index(fields=["contact", "-asked_at"], name="accounts_portal_contact"),
            models.Index(
                fields=["next_try_at"],
                name="accounts_portal_due",
                condition=models.Q(next_try_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"


class Reveal(models.Model):
    """Personal data shown unmasked to one person, with a reason, for one contact (D-05)."""

    class Reason(models.TextChoices):
        IDENTITY = "identity", "Проверяю личность"
        CALL_BACK = "call_back", "Нужно перезвонить или написать"
        FIX_DATA = "fix_data", "Исправляю данные по обращению"
        ANSWER = "answer", "Нужно для ответа на обращение"
        COMPLAINT = "complaint", "Разбираю жалобу или инцидент"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="reveals", verbose_name="гражданин"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="reveals", verbose_name="контакт"
    )
    shown_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reveals", verbose_name="кому"
    )
    attributes = ArrayField(
        models.CharField(max_length=24, choices=Attribute.choices), verbose_name="что показано"
    )
    reason = models.CharField("зачем", max_length=16, choices=Reason.choices)
    shown_at = models.DateTimeField("когда")
    until = models.DateTimeField("до")

    class Meta:
        verbose_name = "раскрытие данных"
        verbose_name_plural = "раскрытия данных"
        indexes = [
            models.Index(fields=["shown_to", "-shown_at"], name="accounts_reveal_reader"),
            models.Index(fields=["citizen", "-shown_at"], name="accounts_reveal_citizen"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.shown_at:%d.%m.%Y %H:%M}"
