"""The citizen's rights under 152-ФЗ: consents, requests with their clocks, exports, destruction."""

from django.conf import settings
from django.db import models

from accounts.models.citizens import Citizen, Contact
from common.fields import EncryptedText
from common.ids import new_id


class ConsentText(models.Model):
    """A version of what people agree to; a published one is never edited, only followed."""

    class Purpose(models.TextChoices):
        SERVICE = "service", "Обработка обращений"
        CHAT = "chat", "Чат и запись разговора"
        SURVEYS = "surveys", "Опросы о качестве"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField("цель", max_length=16, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField("версия")
    title = models.CharField("название", max_length=160)
    text = models.TextField("текст")
    is_required = models.BooleanField("без него нельзя", default=False)
    valid_from = models.DateTimeField("действует с")

    class Meta:
        verbose_name = "текст согласия"
        verbose_name_plural = "тексты согласий"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="accounts_consent_text_one")
        ]

    def __str__(self) -> str:
        return f"{self.title}, версия {self.version}"


class Consent(models.Model):
    """A person agreed to a version, by a channel, until withdrawn (152-ФЗ art. 9)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="consents", verbose_name="гражданин"
    )
    text = models.ForeignKey(
        ConsentText, models.PROTECT, related_name="consents", verbose_name="текст"
    )
    channel = models.CharField("канал", max_length=16, choices=Contact.Channel.choices)
    given_at = models.DateTimeField("дано")
    withdrawn_at = models.DateTimeField("отозвано", null=True, blank=True)
    withdrawn_channel = models.CharField(
        "канал отзыва", max_length=16, choices=Contact.Channel.choices, blank=True
    )

    class Meta:
        verbose_name = "согласие"
        verbose_name_plural = "согласия"
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "text"],
                condition=models.Q(withdrawn_at=None),
                name="accounts_consent_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.given_at:%d.%m.%Y}"


class SubjectRequest(models.Model):
    """A request of the person about their data, with a clock in working days (152-ФЗ art. 14, 20, 21)."""

    class Kind(models.TextChoices):
        EXPORT = "export", "Получить свои данные"
        CORRECTION = "correction", "Исправить данные"
        ERASURE = "erasure", "Удалить данные"
        OBJECTION = "objection", "Прекратить обработку"

    class State(models.TextChoices):
        RECEIVED = "received", "Принят"
        WORKING = "working", "Ждёт второго сотрудника"
        DONE = "done", "Выполнен"
        REFUSED = "refused", "Отказано"
        WITHDRAWN = "withdrawn", "Отозван"

    class Ground(models.TextChoices):
        """Why data must go: it decides the term (settings.SUBJECT_TERMS)."""

        NOT_NEEDED = "not_needed", "Данные больше не нужны"
        WITHDRAWN = "withdrawn", "Отозвано согласие"
        UNLAWFUL = "unlawful", "Неправомерная обработка"

    class Article(models.TextChoices):
        """What a refusal leans on."""

        KEEP_APPEALS = "keep_appeals", "59-ФЗ: обращение ещё хранится"
        OPEN_APPEAL = "open_appeal", "59-ФЗ: обращение ещё рассматривается"
        NOT_PROVED = "not_proved", "152-ФЗ, статья 14, часть 3: личность не подтверждена"
        OTHER_BASIS = "other_basis", "152-ФЗ, статья 9, часть 2: есть другое основание"
        REPEATED = "repeated", "152-ФЗ, статья 14, часть 6: повторный запрос"

    OPEN = (State.RECEIVED, State.WORKING)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="subject_requests", verbose_name="гражданин"
    )
    kind = models.CharField("вид", max_length=16, choices=Kind.choices)
    state = models.CharField(
        "состояние", max_length=16, choices=State.choices, default=State.RECEIVED
    )
    ground = models.CharField("основание", max_length=16, choices=Ground.choices, blank=True)
    channel = models.CharField(
        "канал", max_length=16, choices=Contact.Channel.choices, default=Contact.Channel.CABINET
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто записал",
    )
    text = EncryptedText("что просит", blank=True, default="")
    answer = EncryptedText("ответ", blank=True, default="")
    article = models.CharField(
        "основание отказа", max_length=16, choices=Article.choices, blank=True
    )
    # Where the last word goes once the profile holds no address any more; wiped when it is said.
    answer_channel = models.CharField("чем ответить", max_length=8, blank=True)
    answer_address = EncryptedText("куда ответить", blank=True, default="")
    asked_at = models.DateTimeField("принят")
    due_at = models.DateTimeField("ответить до")
    warn_at = models.DateTimeField("предупредить")
    warned_at = models.DateTimeField("предупреждён ответственный", null=True, blank=True)
    late_at = models.DateTimeField("сообщено о просрочке", null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто предложил удалить",
    )
    proposed_at = models.DateTimeField("предложено удалить", null=True, blank=True)
    answered_at = models.DateTimeField("ответ дан", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто ответил",
    )

    class Meta:
        verbose_name = "запрос субъекта"
        verbose_name_plural = "запросы субъектов"
        indexes = [
            models.Index(fields=["citizen", "-asked_at"], name="accounts_subject_citizen"),
            models.Index(
                fields=["due_at"],
                name="accounts_subject_due",
                condition=models.Q(answered_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "kind"],
                condition=models.Q(answered_at=None),
                name="accounts_subject_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, state__in=["received", "working"])
                | models.Q(answered_at__isnull=False, state__in=["done", "refused", "withdrawn"]),
                name="accounts_subject_answered_iff_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%d.%m.%Y}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


class SubjectExport(models.Model):
    """A ZIP of everything about a person, made in the background, downloadable for 24 h (D-08)."""

    class State(models.TextChoices):
        WAITING = "waiting", "В очереди"
        BUILDING = "building", "Собираем"
        READY = "ready", "Готов"
        FAILED = "failed", "Не получилось"
        GONE = "gone", "Срок ссылки истёк"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.OneToOneField(
        SubjectRequest, models.CASCADE, related_name="export", verbose_name="запрос"
    )
    state = models.CharField(
        "состояние", max_length=16, choices=State.choices, default=State.WAITING
    )
    done = models.PositiveIntegerField("сделано", default=0)
    total = models.PositiveIntegerField("всего", default=0)
    file_name = models.CharField("файл", max_length=80, blank=True)
    # The key of this one file: once it is wiped, no copy of the file opens any more.
    key = EncryptedText("ключ файла", blank=True, default="")
    size = models.PositiveBigIntegerField("байт", default=0)
    asked_at = models.DateTimeField("заказан")
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    lease_until = models.DateTimeField("занято до", null=True, blank=True)
    started_at = models.DateTimeField("начат", null=True, blank=True)
    ready_at = models.DateTimeField("готов", null=True, blank=True)
    expires_at = models.DateTimeField("ссылка до", null=True, blank=True)

    class Meta:
        verbose_name = "выгрузка о гражданине"
        verbose_name_plural = "выгрузки о гражданах"
        indexes = [
            models.Index(
                fields=["state", "asked_at"],
                name="accounts_export_unfinished",
                condition=models.Q(state__in=["waiting", "building", "ready"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {str(self.pk)[-6:]}"


class Destruction(models.Model):
    """Data destroyed: the act and the extract of the log (order 179 of РКН); holds pseudonyms only."""

    class Ground(models.TextChoices):
        REQUEST = "request", "По запросу субъекта"
        WITHDRAWN = "withdrawn", "Отозвано согласие"
        RETENTION = "retention", "Истёк срок хранения"
        UNLAWFUL = "unlawful", "Неправомерная обработка"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ground = models.CharField("основание", max_length=16, choices=Ground.choices)
    # No foreign key: the act outlives what it tells of.
    citizen_id = models.UUIDField("гражданин", null=True, blank=True, db_index=True)
    request_id = models.UUIDField("запрос субъекта", null=True, blank=True)
    counts = models.JSONField("что и сколько", default=dict)
    log_from = models.BigIntegerField("первая запись журнала", null=True, blank=True)
    log_to = models.BigIntegerField("последняя запись журнала", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="кто уничтожил",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="кто подтвердил",
    )
    is_replay = models.BooleanField("повторено после восстановления из копии", default=False)
    done_at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "акт уничтожения"
        verbose_name_plural = "акты уничтожения"

    def __str__(self) -> str:
        return f"Акт {str(self.pk)[-6:]} от {self.done_at:%d.%m.%Y}"


class RetentionPolicy(models.Model):
    """How long one category is kept and why; what sweeps it is registered by its code."""

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("что", max_length=160)
    keep_days = models.PositiveIntegerField("хранить, дней")
    ground = models.CharField("основание", max_length=240)
    is_active = models.BooleanField("действует", default=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "срок хранения"
        verbose_name_plural = "сроки хранения"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.title}: {self.keep_days} дн."
