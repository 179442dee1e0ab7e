"""Deliveries and what surrounds them: parts of an SMS, receipts, channels, preferences; the bell."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import SignedInSession
from common.fields import BlindIndex, EncryptedText
from common.ids import new_id
from journal.models import Entry
from notifications.states import Channel, Status


class PersonKind(models.TextChoices):
    """Whose notice it is."""

    CITIZEN = "citizen", "Гражданин"
    STAFF = "staff", "Сотрудник"
    ADDRESS = "address", "Адрес без владельца"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """The vocabulary of the queue."""

    def due(self, channel: str, now: datetime) -> "DeliveryQuerySet":
        """Those to send now: codes and numbers first, then by age."""
        waiting = self.filter(status=Status.QUEUED, channel=channel, due_at__lte=now)
        return waiting.order_by("-is_urgent", "due_at", "id")

    def abandoned(self, now: datetime) -> "DeliveryQuerySet":
        """Those whose worker died: the lease is over and nobody said how it ended."""
        return self.filter(status=Status.SENDING, lease_until__lt=now)


class Delivery(models.Model):
    """One notice to one person by one channel: the row is the promise, the worker keeps it.

    `address`, `subject`, `body` and `context` are sealed; a one-time code is wiped once sent.
    `attempts` counts claims. One row per (fact, person, channel, template) whatever is retried.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name="факт")
    person_kind = models.CharField("кому", max_length=8, choices=PersonKind.choices)
    person_id = models.UUIDField("получатель")
    channel = models.CharField("канал", max_length=8, choices=Channel.choices)
    template = models.CharField("шаблон", max_length=40)
    language = models.CharField("язык", max_length=8, default="ru")
    address = EncryptedText("адрес")
    address_index = BlindIndex("адрес, поиск", source="address", null=True, normalise=str.lower)
    subject = EncryptedText("тема", blank=True, default="")
    body = EncryptedText("текст", blank=True, default="")
    context = EncryptedText("значения", blank=True, default="")
    parts = models.PositiveSmallIntegerField("частей СМС", default=0)
    is_urgent = models.BooleanField("срочно", default=False)
    is_anonymous_trigger = models.BooleanField("вызвано неизвестным", default=False)
    status = models.CharField(
        "состояние", max_length=12, choices=Status.choices, default=Status.QUEUED
    )
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    due_at = models.DateTimeField("отправить не раньше")
    expires_at = models.DateTimeField("потеряет смысл", null=True, blank=True)
    lease_until = models.DateTimeField("занято до", null=True, blank=True)
    error = models.CharField("что помешало", max_length=200, blank=True)
    created_at = models.DateTimeField("создано")
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)
    delivered_at = models.DateTimeField("доставлено", null=True, blank=True)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "доставка"
        verbose_name_plural = "доставки"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person_kind", "person_id", "channel", "template"],
                name="notifications_delivery_one",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="notifications_delivery_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SENDING, lease_until__isnull=False)
                | ~Q(status=Status.SENDING) & Q(lease_until=None),
                name="notifications_delivery_lease_iff_sending",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "-is_urgent", "due_at", "id"],
                name="notifications_delivery_due",
                condition=Q(status=Status.QUEUED),
            ),
            models.Index(
                fields=["lease_until"],
                name="notifications_delivery_lease",
                condition=Q(status=Status.SENDING),
            ),
            models.Index(fields=["status", "-created_at", "-id"], name="notifications_by_status"),
            models.Index(
                fields=["address_index", "channel", "-created_at"], name="notifications_by_address"
            ),
            models.Index(
                fields=["person_kind", "person_id", "-created_at"], name="notifications_by_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.get_channel_display()} {self.get_status_display()}"


class DeliveryPart(models.Model):
    """One message the SMS centre (or mail server) has taken, by the name it gave to it."""

    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="taken", verbose_name="доставка"
    )
    position = models.PositiveSmallIntegerField("часть")
    provider_id = models.CharField("имя у оператора", max_length=80)
    outcome = models.CharField("итог", max_length=12, blank=True)

    class Meta:
        verbose_name = "часть доставки"
        verbose_name_plural = "части доставок"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="notifications_part_one"),
        ]
        indexes = [models.Index(fields=["provider_id"], name="notifications_part_provider")]

    def __str__(self) -> str:
        return f"{self.provider_id} ({self.position})"


class Receipt(models.Model):
    """What the SMS centre said about a part. It may come before the part's name is known here."""

    provider_id = models.CharField("имя у оператора", max_length=80)
    outcome = models.CharField("итог", max_length=12)
    error = models.CharField("код ошибки", max_length=12, blank=True)
    received_at = models.DateTimeField("получена")
    applied_at = models.DateTimeField("учтена", null=True, blank=True)

    class Meta:
        verbose_name = "отчёт о доставке"
        verbose_name_plural = "отчёты о доставке"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "outcome"], name="notifications_receipt_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="notifications_receipt_open",
                condition=Q(applied_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.outcome}"


class ChannelHealth(models.Model):
    """Whether a channel works: after failures in a row it rests, then one message tries it."""

    channel = models.CharField("канал", max_length=8, choices=Channel.choices, primary_key=True)
    failures = models.PositiveIntegerField("сбоев подряд", default=0)
    open_until = models.DateTimeField("отдыхает до", null=True, blank=True)
    error = models.CharField("последний сбой", max_length=200, blank=True)
    changed_at = models.DateTimeField("изменено")

    class Meta:
        verbose_name = "состояние канала"
        verbose_name_plural = "состояние каналов"

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.failures}"


class Preference(models.Model):
    """How a person wants to be told. No row means the default: both channels, quiet at night.

    `quiet_from` = `quiet_to` means no quiet hours. Moscow time.
    """

    person_kind = models.CharField("кто", max_length=8, choices=PersonKind.choices)
    person_id = models.UUIDField("человек")
    by_email = models.BooleanField("письма", default=True)
    by_sms = models.BooleanField("СМС", default=True)
    quiet_from = models.TimeField("тихо с", null=True, blank=True)
    quiet_to = models.TimeField("тихо до", null=True, blank=True)
    updated_at = models.DateTimeField("изменено")

    class Meta:
        verbose_name = "настройка уведомлений"
        verbose_name_plural = "настройки уведомлений"
        constraints = [
            models.UniqueConstraint(
                fields=["person_kind", "person_id"], name="notifications_preference_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_person_kind_display()} {str(self.person_id)[-6:]}"


class StaffNotice(models.Model):
    """One line of a colleague's bell: what happened to which thing. The words are made when shown.

    `thing` is `ticket:<uuid>`, `offer:<uuid>`…: an id, so that nothing about a person is kept here and
    somebody who may not see the thing any more reads nothing of it. `kind` is one of `bell.KINDS`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name="факт")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bell", verbose_name="кому"
    )
    kind = models.CharField("вид", max_length=24)
    thing = models.CharField("о чём", max_length=60)
    created_at = models.DateTimeField("когда")
    read_at = models.DateTimeField("прочитано", null=True, blank=True)

    class Meta:
        verbose_name = "уведомление сотрудника"
        verbose_name_plural = "уведомления сотрудников"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person", "kind"], name="notifications_bell_one"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notifications_bell_list"),
            models.Index(
                fields=["person"],
                name="notifications_bell_unread",
                condition=Q(read_at=None),
            ),
            models.Index(fields=["created_at"], name="notifications_bell_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class BellChoice(models.Model):
    """What a colleague wants to hear of, and how. No row means the default: everything, with sound."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="bell_choice",
        verbose_name="сотрудник",
    )
    off_in_page = ArrayField(
        models.CharField(max_length=24), verbose_name="не показывать на странице", default=list
    )
    off_in_push = ArrayField(
        models.CharField(max_length=24), verbose_name="не присылать в браузер", default=list
    )
    has_sound = models.BooleanField("звук", default=True)
    is_quiet_off_line = models.BooleanField("не беспокоить на паузе и после смены", default=True)
    updated_at = models.DateTimeField("изменено")

    class Meta:
        verbose_name = "настройка звонка"
        verbose_name_plural = "настройки звонка"

    def __str__(self) -> str:
        return f"звук {'включён' if self.has_sound else 'выключен'}"


class PushSubscription(models.Model):
    """One browser that agreed to Web Push; it ends with the session that gave it.

    `endpoint` opens the way to the browser and `auth` its lock, so both are sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="push_subscriptions",
        verbose_name="сотрудник",
    )
    session = models.ForeignKey(
        SignedInSession, models.CASCADE, related_name="+", verbose_name="сеанс"
    )
    endpoint = EncryptedText("куда слать")
    endpoint_index = BlindIndex("куда слать, поиск", source="endpoint")
    browser_key = EncryptedText("ключ браузера", help_text="p256dh, base64url")
    auth = EncryptedText("секрет браузера", help_text="auth, base64url")
    created_at = models.DateTimeField("подписан")

    class Meta:
        verbose_name = "подписка браузера"
        verbose_name_plural = "подписки браузеров"
        constraints = [
            models.UniqueConstraint(fields=["endpoint_index"], name="notifications_push_one"),
        ]

    def __str__(self) -> str:
        return f"браузер, {self.created_at:%d.%m.%Y}"
