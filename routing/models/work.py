"""Work items of any channel and the offers made of them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Contact, Team
from common.ids import new_id
from routing.models.lines import Line
from routing.models.wake import wakes


class WorkItem(models.Model):
    """Something that waits for a person: an appeal, a callback, a dialog, a call.

    `subject` is the owner app's reference («ticket:<uuid>»); routing never looks behind it. Of one
    subject at most one item is alive. `entered_at` keeps the age through refusals and returns.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Ждёт"
        OFFERED = "offered", "Предложено"
        TAKEN = "taken", "В работе"
        DONE = "done", "Закончено"
        CANCELLED = "cancelled", "Снято"

    ALIVE: ClassVar = (State.WAITING, State.OFFERED, State.TAKEN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField("предмет", max_length=60)
    channel = models.CharField("канал", max_length=16, choices=Contact.Channel.choices)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name="команда")
    line = models.ForeignKey(
        Line, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="линия"
    )
    priority = models.PositiveSmallIntegerField("приоритет", default=2)
    # Somebody waits on the line or in the chat: before what may be answered later.
    is_live = models.BooleanField("ждёт на связи", default=False)
    skills = models.JSONField("навыки", default=dict, help_text="код: уровень от 1 до 5")
    language = models.CharField("язык", max_length=8, default="ru")
    # A callback in a language goes to who speaks it, however long it waits.
    is_language_strict = models.BooleanField("только на этом языке", default=False)
    tier = models.PositiveSmallIntegerField("ступень не ниже", default=1)
    assurance = models.PositiveSmallIntegerField("уровень доверия", default=0)
    weight = models.PositiveSmallIntegerField("занимает, %")
    wrap_up_s = models.PositiveSmallIntegerField("постобработка, с", default=0)
    sticky = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="лучше тому, кто знает",
    )
    reserved = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="только этому",
    )
    state = models.CharField(
        "состояние", max_length=10, choices=State.choices, default=State.WAITING
    )
    entered_at = models.DateTimeField("в очереди с")
    not_before = models.DateTimeField("не раньше", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="у кого",
    )
    taken_at = models.DateTimeField("принято", null=True, blank=True)
    ended_at = models.DateTimeField("окончено", null=True, blank=True)
    # Names of demands a supervisor set: what the owner app says of them counts no more.
    by_hand = ArrayField(
        models.CharField(max_length=10), verbose_name="изменено вручную", default=list, blank=True
    )
    # Those who refused or missed it are asked last; cleared when everybody was.
    passed_by = ArrayField(models.UUIDField(), verbose_name="не взяли", default=list, blank=True)

    class Meta:
        verbose_name = "работа"
        verbose_name_plural = "работа"
        indexes = [
            models.Index(
                fields=["team", "-priority", "entered_at"],
                name="routing_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["team", "entered_at"],
                name="routing_live",
                condition=Q(state="waiting", is_live=True),
            ),
            models.Index(
                fields=["owner"], name="routing_owned", condition=Q(state__in=["offered", "taken"])
            ),
            models.Index(fields=["team", "-taken_at"], name="routing_taken_by_team"),
            models.Index(fields=["team", "entered_at"], name="routing_entered_by_team"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state__in=["waiting", "offered", "taken"]),
                name="routing_item_one_alive",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "taken"], owner__isnull=False)
                | Q(state__in=["waiting", "done", "cancelled"]),
                name="routing_item_owner_fits",
            ),
        ]
        triggers = [wakes("item", "NEW.id", when="NEW.state = 'waiting'")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.subject}"


class Offer(models.Model):
    """One offer of one item to one operator, and why to this one («почему мне?»)."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Ждёт ответа"
        ACCEPTED = "accepted", "Принято"
        DECLINED = "declined", "Отказался"
        MISSED = "missed", "Не ответил"
        WITHDRAWN = "withdrawn", "Снято"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="offers", verbose_name="работа")
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="offers",
        verbose_name="оператор",
    )
    outcome = models.CharField("итог", max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    made_at = models.DateTimeField("предложено")
    expires_at = models.DateTimeField("ответить до")
    ended_at = models.DateTimeField("итог подведён", null=True, blank=True)
    # Codes and numbers only: the words are `selectors.why`'s.
    why = models.JSONField("почему", default=dict)

    class Meta:
        verbose_name = "предложение"
        verbose_name_plural = "предложения"
        indexes = [
            models.Index(
                fields=["expires_at"], name="routing_offer_due", condition=Q(outcome="open")
            ),
            models.Index(fields=["operator", "-made_at"], name="routing_offer_operator"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(outcome="open"), name="routing_offer_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} → {self.operator}"


class WaitPromise(models.Model):
    """What was forecast when an item entered, and when it was first taken: the forecast's error.

    `high_s` is None for «больше …»; `low_s` is None when nothing was promised.
    """

    item = models.OneToOneField(
        WorkItem,
        models.CASCADE,
        primary_key=True,
        related_name="promise",
        verbose_name="работа",
    )
    made_at = models.DateTimeField("когда")
    ahead = models.PositiveIntegerField("впереди")
    operators = models.PositiveIntegerField("операторов")
    expected_s = models.FloatField("прогноз, с", null=True, blank=True)
    low_s = models.PositiveIntegerField("от, с", null=True, blank=True)
    high_s = models.PositiveIntegerField("до, с", null=True, blank=True)
    is_spoken = models.BooleanField("на смене говорят на этом языке", default=True)
    kept_at = models.DateTimeField("взято впервые", null=True, blank=True)

    class Meta:
        verbose_name = "прогноз ожидания"
        verbose_name_plural = "прогнозы ожидания"
        indexes = [models.Index(fields=["kept_at"], name="routing_promise_kept")]

    def __str__(self) -> str:
        return f"{self.made_at:%d.%m.%Y %H:%M}: {self.expected_s} с"
