"""Dialogs: one conversation in the chat, and the sites that may show it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Citizen, Contact, Team
from chat.states import DialogState, Ending, Result
from common.fields import BlindIndex, EncryptedText
from common.ids import new_id
from routing.models import Line
from tickets.models import Ticket
from topics.models import Topic


class Site(models.Model):
    """A site that shows the widget in an iframe. `origins` are exact: scheme, host and port (W-01)."""

    code = models.SlugField("код", unique=True)
    title = models.CharField("название", max_length=120)
    origins = ArrayField(models.CharField(max_length=200), verbose_name="адреса", default=list)
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", verbose_name="линия")
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "сайт с чатом"
        verbose_name_plural = "сайты с чатом"
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class Dialog(models.Model):
    """One conversation: a citizen who signed in, or a guest of one browser (`guest_digest`).

    `last_seq` is taken by `UPDATE … RETURNING` in the transaction that writes the message: no
    reader ever sees a gap. `*_got_seq` and `*_seen_seq` are the marks «доставлено» and «прочитано».
    """

    State = DialogState
    Ending = Ending
    Result = Result

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dialogs",
        verbose_name="гражданин",
    )
    # SHA-256 of the 256-bit key in the guest's cookie; the key itself is stored nowhere.
    guest_digest = models.BinaryField("ключ гостя", max_length=32, null=True, blank=True)
    name = EncryptedText("как обращаться", blank=True, default="")
    phone = EncryptedText("телефон", blank=True, default="")
    phone_index = BlindIndex("телефон, поиск", source="phone", null=True)
    is_phone_proved = models.BooleanField("телефон подтверждён", default=False)
    contact = models.OneToOneField(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="контакт"
    )
    ticket = models.ForeignKey(
        Ticket,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="обращение",
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="сайт"
    )
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", verbose_name="линия")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name="команда")
    language = models.CharField("язык", max_length=8, default="ru")
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    confidence = models.FloatField("уверенность в теме", default=0)
    state = models.CharField(
        "состояние", max_length=10, choices=DialogState.choices, default=DialogState.OPENING
    )
    ending = models.CharField("чем кончился", max_length=10, choices=Ending.choices, blank=True)
    result = models.CharField("итог", max_length=10, choices=Result.choices, blank=True)
    tags = ArrayField(
        models.CharField(max_length=40), verbose_name="метки", default=list, blank=True
    )
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="оператор",
    )
    last_seq = models.PositiveIntegerField("последний номер", default=0)
    citizen_got_seq = models.PositiveIntegerField("доставлено гражданину", default=0)
    citizen_seen_seq = models.PositiveIntegerField("прочитано гражданином", default=0)
    operator_got_seq = models.PositiveIntegerField("доставлено оператору", default=0)
    operator_seen_seq = models.PositiveIntegerField("прочитано оператором", default=0)
    opened_at = models.DateTimeField("открыт")
    asked_at = models.DateTimeField("позвали оператора", null=True, blank=True)
    taken_at = models.DateTimeField("оператор ответил на вызов", null=True, blank=True)
    first_reply_at = models.DateTimeField("первый ответ", null=True, blank=True)
    citizen_wrote_at = models.DateTimeField("гражданин писал", null=True, blank=True)
    operator_wrote_at = models.DateTimeField("оператор писал", null=True, blank=True)
    reminded_at = models.DateTimeField("напомнили", null=True, blank=True)
    talk_ended_at = models.DateTimeField("разговор окончен", null=True, blank=True)
    ended_at = models.DateTimeField("окончен", null=True, blank=True)
    handed_over = models.PositiveSmallIntegerField("передач", default=0)
    rating = models.PositiveSmallIntegerField("оценка", null=True, blank=True)
    rating_word = EncryptedText("слова к оценке", blank=True, default="")
    rated_at = models.DateTimeField("оценено", null=True, blank=True)
    stripped_at = models.DateTimeField("слова стёрты", null=True, blank=True)

    class Meta:
        verbose_name = "диалог"
        verbose_name_plural = "диалоги"
        indexes = [
            models.Index(fields=["citizen", "-opened_at"], name="chat_dialog_citizen"),
            models.Index(fields=["guest_digest"], name="chat_dialog_guest"),
            models.Index(fields=["phone_index"], name="chat_dialog_phone"),
            models.Index(
                fields=["operator"],
                name="chat_dialog_led",
                condition=Q(state__in=["active", "wrap_up"]),
            ),
            models.Index(
                fields=["team", "asked_at"],
                name="chat_dialog_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["team", "-opened_at"], name="chat_dialog_team"),
            models.Index(
                fields=["opened_at"],
                name="chat_dialog_alive",
                condition=Q(state__in=["opening", "waiting", "active", "wrap_up"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="active") | Q(operator__isnull=False),
                name="chat_dialog_active_has_operator",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="chat_dialog_rating"
            ),
        ]

    def __str__(self) -> str:
        return f"Чат {self.opened_at:%d.%m.%Y %H:%M}"
