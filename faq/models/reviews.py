"""Regulations articles lean on, and articles that somebody has to look at again."""

from datetime import datetime

from django.conf import settings
from django.db import models

from common.ids import new_id


class Regulation(models.Model):
    """A law, an order or a rule of the house. `cited` is how the source calls it."""

    code = models.SlugField("код", max_length=40, unique=True)
    title = models.CharField("название", max_length=300)
    cited = models.CharField("как названа в источнике", max_length=300, blank=True)
    url = models.URLField("адрес", blank=True)
    is_verified = models.BooleanField("сверена", default=False)
    changed_at = models.DateTimeField("изменилась", null=True, blank=True)

    class Meta:
        verbose_name = "норма"
        verbose_name_plural = "нормы"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class ReviewTask(models.Model):
    """An article to be looked at again. After a change of the law: within one working day (R-128)."""

    class Cause(models.TextChoices):
        REGULATION = "regulation", "Изменилась норма"
        BY_HAND = "by_hand", "Попросил коллега"

    class Outcome(models.TextChoices):
        CHANGED = "changed", "Статья исправлена"
        SAME = "same", "Менять нечего"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(
        "faq.Article", models.CASCADE, related_name="reviews", verbose_name="статья"
    )
    cause = models.CharField("почему", max_length=10, choices=Cause.choices)
    regulation = models.ForeignKey(
        Regulation, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто смотрит",
    )
    opened_at = models.DateTimeField("открыта")
    due_at = models.DateTimeField("срок")
    outcome = models.CharField("итог", max_length=8, choices=Outcome.choices, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто посмотрел",
    )
    done_at = models.DateTimeField("сделано", null=True, blank=True)

    class Meta:
        verbose_name = "пересмотр статьи"
        verbose_name_plural = "пересмотры статей"
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "regulation"],
                condition=models.Q(done_at__isnull=True),
                nulls_distinct=False,
                name="faq_review_open_one",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, outcome="")
                | (models.Q(done_at__isnull=False) & ~models.Q(outcome="")),
                name="faq_review_done_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.cause}"

    def is_late(self, now: datetime) -> bool:
        """Whether it was not done in time (done late counts too)."""
        return (self.done_at or now) > self.due_at
