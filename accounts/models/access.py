"""What opens doors besides a password: one-time codes and keys of other systems."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.users import Team
from common.actors import API_KEY, Actor
from common.fields import BlindIndex, EncryptedText
from common.ids import new_id


class OneTimeCode(models.Model):
    """A six-digit code sent by SMS or e-mail: hashed, bound to its purpose and session (A-14).

    `address` is where it went; `context` is the purpose's own id (an appeal, a profile).
    """

    class Purpose(models.TextChoices):
        LOGIN = "login", "Вход"
        SIGNUP = "signup", "Регистрация"
        RECOVERY = "recovery", "Восстановление"
        CONTACT_CHANGE = "contact_change", "Смена телефона или почты"
        PUBLIC_STATUS = "public_status", "Статус обращения"
        CALLER = "caller", "Подтверждение личности"
        FREEZE = "freeze", "Заморозка изменений"
        CHAT = "chat", "Чат поддержки"

    # `delivery`: never to be sent (the address signs nobody in), or what `notifications` reported.
    WITHHELD = "withheld"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField("назначение", max_length=20, choices=Purpose.choices)
    channel = models.CharField("канал", max_length=8, choices=[("sms", "СМС"), ("email", "Почта")])
    address = EncryptedText("адрес")
    address_index = BlindIndex("адрес, поиск", source="address", null=True, normalise=str.lower)
    context = models.CharField("предмет", max_length=64, blank=True)
    session_digest = models.BinaryField("сеанс")
    code = EncryptedText("код до отправки", blank=True, default="")
    code_digest = models.BinaryField("хэш кода")
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    created_at = models.DateTimeField("создан")
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("использован", null=True, blank=True)
    revoked_at = models.DateTimeField("отменён", null=True, blank=True)
    delivery = models.CharField("доставка", max_length=16, blank=True)
    delivery_reason = models.CharField("почему не доставлен", max_length=16, blank=True)

    class Meta:
        verbose_name = "одноразовый код"
        verbose_name_plural = "одноразовые коды"
        indexes = [
            models.Index(fields=["address_index", "-created_at"], name="accounts_code_address"),
            models.Index(
                fields=["context", "-created_at"],
                name="accounts_code_of_contact",
                condition=models.Q(purpose="caller"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.created_at:%d.%m.%Y %H:%M}"


class ApiKey(models.Model):
    """A key of another system: scopes, teams, an end; only its hash is stored (Z-15)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField("система", max_length=120)
    prefix = models.CharField("начало ключа", max_length=16, unique=True)
    digest = models.BinaryField("хэш ключа", unique=True)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="права")
    teams = models.ManyToManyField(Team, related_name="+", verbose_name="команды")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="кто выдал",
    )
    created_at = models.DateTimeField("выдан")
    expires_at = models.DateTimeField("действует до", null=True, blank=True)
    revoked_at = models.DateTimeField("отозван", null=True, blank=True)
    last_used_at = models.DateTimeField("последний запрос", null=True, blank=True)

    class Meta:
        verbose_name = "ключ API"
        verbose_name_plural = "ключи API"

    def __str__(self) -> str:
        return f"{self.title} ({self.prefix}…)"

    @property
    def actor(self) -> Actor:
        return Actor(API_KEY, str(self.pk))

    @property
    def is_authenticated(self) -> bool:
        return True
