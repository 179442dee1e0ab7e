"""Around an answer: the one that waits for its second person, and the citizen's mark of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.fields import EncryptedText
from common.ids import new_id
from tickets.models.ticket import Ticket


class PendingAnswer(models.Model):
    """An official answer that waits for a second person (decisions 18)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="pending_answers", verbose_name="обращение"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="автор"
    )
    verb = models.CharField(
        "решение по обращению",
        max_length=8,
        choices=[("resolve", "Ответ по существу"), ("refuse", "Отказ")],
        default="resolve",
    )
    body = EncryptedText("ответ")
    created_at = models.DateTimeField("предложен")
    decided_at = models.DateTimeField("решение", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто решил",
    )
    is_approved = models.BooleanField("утверждён", null=True, blank=True)
    remark = EncryptedText("замечание", blank=True, default="")

    class Meta:
        verbose_name = "ответ на утверждении"
        verbose_name_plural = "ответы на утверждении"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(decided_at=None),
                name="tickets_pending_answer_one",
            )
        ]

    def __str__(self) -> str:
        return f"Ответ по {self.ticket}"


class Rating(models.Model):
    """The citizen's mark of an answer, 1-5, and a word (decisions 7). Changed once at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="ratings", verbose_name="обращение"
    )
    score = models.PositiveSmallIntegerField("оценка")
    words = EncryptedText("слова", blank=True, default="")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кого оценили",
    )
    rated_at = models.DateTimeField("когда")
    changed_at = models.DateTimeField("исправлена", null=True, blank=True)
    answer_seq = models.PositiveIntegerField("номер ответа в ленте")

    class Meta:
        verbose_name = "оценка"
        verbose_name_plural = "оценки"
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="tickets_rating_score"),
            models.UniqueConstraint(
                fields=["ticket", "answer_seq"], name="tickets_rating_one_per_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.score}"
