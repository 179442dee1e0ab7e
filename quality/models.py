"""What a counting has found. No words of people: keys, codes, and dictionary words many appeals share."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chat.models import Dialog
from common.ids import new_id
from faq.models import Article
from tickets.models import Ticket
from topics.models import Topic


class Counting(models.Model):
    """One run over contacts up to `asked_at`, by hand or by night (`asked_by` None).

    `lease_until` is renewed with every step: a dead worker's run is gone on with by the next one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто попросил",
    )
    asked_at = models.DateTimeField("когда попросили")
    lease_until = models.DateTimeField("считает до", null=True, blank=True)
    done = models.PositiveIntegerField("сделано", default=0)
    total = models.PositiveIntegerField("всего", default=0)
    ended_at = models.DateTimeField("окончен", null=True, blank=True)

    class Meta:
        verbose_name = "подсчёт"
        verbose_name_plural = "подсчёты"
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="quality_counting_one_at_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


class AnsweredContact(models.Model):
    """An appeal or a dialog that an article could have spared, with the best reason to say so."""

    class Way(models.TextChoices):
        READ = "read", "Читали статью перед обращением"
        OFFERED = "offered", "Помощник чата предлагал статью"
        ANSWERS = "answers", "Статья отвечает на вопрос"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.OneToOneField(
        Ticket, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="обращение"
    )
    dialog = models.OneToOneField(
        Dialog, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="диалог"
    )
    article = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name="статья")
    way = models.CharField("почему", max_length=7, choices=Way.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name="тема")
    at = models.DateTimeField("когда обратились")

    class Meta:
        verbose_name = "контакт, на который есть статья"
        verbose_name_plural = "контакты, на которые есть статья"
        indexes = [models.Index(fields=["at"], name="quality_answered_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=False, dialog=None)
                | Q(ticket=None, dialog__isnull=False),
                name="quality_answered_one_contact",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.way}"


class Idea(models.Model):
    """Resolved appeals that ask the same and that no article answers.

    `words` are dictionary forms that several of them share, `typical` asks most like the rest,
    `answered` was answered most like the rest. Texts are read from the appeals when they are shown.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name="тема")
    words = ArrayField(models.CharField(max_length=60), verbose_name="общие слова", default=list)
    tickets = models.ManyToManyField(Ticket, related_name="+", verbose_name="обращения")
    size = models.PositiveIntegerField("обращений")
    typical = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, related_name="+", verbose_name="самое похожее на все"
    )
    answered = models.ForeignKey(
        Ticket,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="с самым обычным ответом",
    )
    found_at = models.DateTimeField("найдено")
    article = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="черновик",
    )
    dismissed_at = models.DateTimeField("отклонено", null=True, blank=True)

    class Meta:
        verbose_name = "мысль о статье"
        verbose_name_plural = "мысли о статьях"

    def __str__(self) -> str:
        return ", ".join(self.words[:3])
