"""The appeal itself and the facts that coexist with its state."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.models import Citizen, Contact, Team
from common.fields import EncryptedText
from common.ids import new_id
from common.keyed_search import KeyedVectorField
from tickets.states import AT_HOME, FINAL, LABELS, OPEN, Status, TicketType, label_of
from topics.models import Topic


class Priority(models.IntegerChoices):
    LOW = 1, "Низкий"
    NORMAL = 2, "Обычный"
    HIGH = 3, "Высокий"
    URGENT = 4, "Срочный"


class Kind(models.TextChoices):
    """What the person called it; the first digit of the number follows (requirements 3.7)."""

    APPLICATION = "application", "Заявление"
    PROPOSAL = "proposal", "Предложение"
    COMPLAINT = "complaint", "Жалоба"
    QUESTION = "question", "Вопрос"
    INFO_REQUEST = "info_request", "Запрос информации"

    @property
    def type(self) -> TicketType:
        if self in {Kind.APPLICATION, Kind.PROPOSAL}:
            return TicketType.APPLICATION
        return TicketType.COMPLAINT if self == Kind.COMPLAINT else TicketType.QUESTION


class DelayReason(models.TextChoices):
    """Why the answer takes longer, as told to the citizen (R-058)."""

    CHECKS = "checks", "Проверки"
    TECHNICAL = "technical", "Технические проблемы"
    MISSING_DATA = "missing_data", "Не хватает информации"


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> "TicketQuerySet":
        return self.filter(status__in=OPEN)

    def unassigned(self) -> "TicketQuerySet":
        return self.open().filter(assignee=None)


class Ticket(models.Model):
    """One appeal with a 9-digit number. `status` is written by `actions/_move.py` only.

    `activity_at` is the moment of the last change: lists are ordered by (`activity_at`, `id`).
    `citizen` is None for an anonymous appeal, to which no answer is due (59-ФЗ art. 11).
    While a department works on it, `team` is the department; `home_team` and `home_assignee` keep
    following it and get it back (R-042).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField("номер", unique=True)
    type = models.PositiveSmallIntegerField("тип", choices=[(t.value, t.label) for t in TicketType])
    kind = models.CharField("вид", max_length=16, choices=Kind.choices)
    status = models.CharField(
        "состояние",
        max_length=20,
        choices=[(s.value, LABELS[s]) for s in Status],
        default=Status.REGISTERED,
    )
    channel = models.CharField("канал", max_length=16, choices=Contact.Channel.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name="тема")
    priority = models.PositiveSmallIntegerField(
        "приоритет", choices=Priority.choices, default=Priority.NORMAL
    )
    is_official = models.BooleanField("обращение по 59-ФЗ", default=False)
    subject = EncryptedText("суть", max_length=200)
    citizen = models.ForeignKey(
        Citizen,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name="гражданин",
    )
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name="контакт",
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name="команда")
    home_team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="команда, которая ведёт",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="исполнитель",
    )
    home_assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="кто ведёт, пока отвечает отдел",
    )
    escalated_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="старший специалист",
    )
    # Who may be offered it: 1 anybody of the team, 2 seniors, 3 lawyers (`routing` calls it the tier).
    tier = models.PositiveSmallIntegerField("ступень не ниже", default=1)
    registered_at = models.DateTimeField("зарегистрировано")
    activity_at = models.DateTimeField("последнее событие")
    status_changed_at = models.DateTimeField("состояние с")
    first_response_at = models.DateTimeField("первый ответ человека", null=True, blank=True)
    resolved_at = models.DateTimeField("решено", null=True, blank=True)
    closed_at = models.DateTimeField("закрыто", null=True, blank=True)
    expected_date = models.DateField("ожидаемая дата ответа", null=True, blank=True)
    delay_reason = models.CharField(
        "причина задержки", max_length=16, choices=DelayReason.choices, blank=True
    )
    asked = EncryptedText("что нужно от заявителя", blank=True, default="")
    answer_unread = models.BooleanField("ответ не прочитан", default=False)
    # A word over the state; another state takes it off (models/labels.py).
    label = models.ForeignKey(
        "tickets.StateLabel", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Put aside by its owner; `snoozed_until` None is until the citizen writes.
    snoozed_at = models.DateTimeField("отложено", null=True, blank=True)
    snoozed_until = models.DateTimeField("отложено до", null=True, blank=True)
    silence_at = models.DateTimeField("следующий шаг при молчании", null=True, blank=True)
    silence_step = models.PositiveSmallIntegerField("шаг молчания", default=0)
    reopened_count = models.PositiveSmallIntegerField("возобновлений", default=0)
    recheck_requested_at = models.DateTimeField(
        "запрошена повторная проверка", null=True, blank=True
    )
    # The appeal this one was joined into, always the last of a chain; how many were joined here.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name="объединено с",
    )
    merged_count = models.PositiveSmallIntegerField("присоединено обращений", default=0)
    items_count = models.PositiveIntegerField("записей в ленте", default=0)
    registrar = models.CharField("кто зарегистрировал", max_length=60)
    client_key = models.CharField("ключ повтора", max_length=80, blank=True)
    client_digest = models.BinaryField("отпечаток запроса", null=True, blank=True)
    # Words, files and names are gone by request or age; number, dates and states stay (D-09, D-10).
    anonymised_at = models.DateTimeField("обезличено", null=True, blank=True)
    search = KeyedVectorField(
        "слова, поиск", null=True, editable=False, made_by="tickets.search.ticket_vectors"
    )

    objects: ClassVar = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = "обращение"
        verbose_name_plural = "обращения"
        constraints = [
            models.CheckConstraint(
                condition=Q(type=1, number__range=(100000001, 199999999))
                | Q(type=2, number__range=(200000001, 299999999))
                | Q(type=3, number__range=(300000001, 399999999)),
                name="tickets_ticket_number_fits_type",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]),
                name="tickets_ticket_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.RESOLVED, resolved_at__isnull=False)
                | Q(status__in=sorted(OPEN), resolved_at=None)
                | Q(status__in=sorted(FINAL)),
                name="tickets_ticket_resolved_at_fits",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.AT_DEPARTMENT, home_team__isnull=False)
                | Q(status__in=sorted(AT_HOME), home_team=None, home_assignee=None)
                | Q(status__in=sorted(set(Status) - AT_HOME - {Status.AT_DEPARTMENT})),
                name="tickets_ticket_home_team_fits",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(FINAL), closed_at__isnull=False)
                | ~Q(status__in=sorted(FINAL)) & Q(closed_at=None),
                name="tickets_ticket_closed_at_iff_final",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status=Status.CLOSED),
                name="tickets_ticket_merged_is_closed",
            ),
            models.UniqueConstraint(
                fields=["registrar", "client_key"],
                condition=~Q(client_key=""),
                name="tickets_ticket_registered_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "-activity_at", "-id"],
                name="tickets_open_by_team",
                condition=Q(status__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["team", "-activity_at", "-id"],
                name="tickets_free_by_team",
                condition=Q(status__in=sorted(OPEN), assignee=None),
            ),
            models.Index(
                fields=["assignee", "-activity_at", "-id"],
                name="tickets_open_mine",
                condition=Q(status__in=sorted(OPEN)),
            ),
            # What is followed at a department; most appeals have never been there.
            models.Index(
                fields=["home_team", "-activity_at", "-id"],
                name="tickets_followed_by_team",
                condition=Q(home_team__isnull=False),
            ),
            models.Index(
                fields=["home_assignee", "-activity_at", "-id"],
                name="tickets_followed_mine",
                condition=Q(home_assignee__isnull=False),
            ),
            # What a key registered: it may have gone to another team since.
            models.Index(
                fields=["registrar", "-activity_at", "-id"],
                name="tickets_by_key",
                condition=Q(registrar__startswith="api_key:"),
            ),
            # The supervisor's board counts open appeals without touching their rows.
            models.Index(
                fields=["team", "home_team", "status", "assignee"],
                name="tickets_open_counts",
                condition=Q(status__in=sorted(OPEN)),
            ),
            models.Index(fields=["team", "-activity_at", "-id"], name="tickets_all_by_team"),
            models.Index(
                fields=["team", "topic", "-activity_at", "-id"], name="tickets_by_team_topic"
            ),
            models.Index(
                fields=["team", "type", "-activity_at", "-id"], name="tickets_by_team_type"
            ),
            models.Index(fields=["citizen", "-registered_at"], name="tickets_of_citizen"),
            models.Index(
                fields=["silence_at"],
                name="tickets_silence",
                condition=Q(silence_at__isnull=False),
            ),
            models.Index(
                fields=["snoozed_until"],
                name="tickets_snoozed",
                condition=Q(snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["assignee", "-activity_at", "-id"],
                name="tickets_snoozed_mine",
                condition=Q(snoozed_at__isnull=False),
            ),
            models.Index(fields=["registered_at"], name="tickets_registered"),
            models.Index(
                fields=["resolved_at"],
                name="tickets_resolved",
                condition=Q(resolved_at__isnull=False),
            ),
            GinIndex(fields=["search"], name="tickets_search", fastupdate=True),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def status_label(self) -> str:
        return label_of(self.status, self.type)

    @property
    def is_answer_due(self) -> bool:
        """False for an anonymous appeal (59-ФЗ art. 11)."""
        return self.citizen_id is not None

    @property
    def live_topic(self) -> str:
        return f"ticket:{self.pk}"


class TicketLink(models.Model):
    """Two appeals that belong together, one link a pair.

    A door makes the first two and the last (a new number, a late reply, a split), people the rest:
    `source` is a duplicate of `target`, or its parent, or has to do with it.
    """

    class Relation(models.TextChoices):
        RECLASSIFIED = "reclassified", "Перерегистрировано как"
        CONTINUED = "continued", "Продолжение"
        RELATED = "related", "Связано"
        DUPLICATE = "duplicate", "Дубликат обращения"
        PARENT = "parent", "Главное для"
        SPLIT = "split", "Выделено в"

    source = models.ForeignKey(Ticket, models.CASCADE, related_name="links_out", verbose_name="от")
    target = models.ForeignKey(Ticket, models.CASCADE, related_name="links_in", verbose_name="к")
    relation = models.CharField("связь", max_length=16, choices=Relation.choices)
    created_at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "связь обращений"
        verbose_name_plural = "связи обращений"
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="tickets_link_one")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
