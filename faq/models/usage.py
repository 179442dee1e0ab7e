"""What people look for, what they open, whether it helped; words that mean the same."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.ids import new_id


class Face(models.TextChoices):
    """Where a search was made."""

    SITE = "site", "Страница помощи"
    DESK = "desk", "Рабочее место"
    CHAT = "chat", "Чат"
    IVR = "ivr", "Голосовое меню"


class SynonymGroup(models.Model):
    """Words and short phrases that mean the same to the search."""

    terms = ArrayField(models.CharField(max_length=60), verbose_name="слова")
    changed_at = models.DateTimeField("изменено")

    class Meta:
        verbose_name = "синонимы"
        verbose_name_plural = "синонимы"
        ordering = ["id"]

    def __str__(self) -> str:
        return ", ".join(self.terms)


class SearchLog(models.Model):
    """One finished search, nobody's: no person, no address, no session.

    `query` is kept only when it can name nobody (`faq.search.privacy`); otherwise it is empty and
    `is_hidden` says so. `terms` are its lemmas, sorted: what the ranking learns by. `refined_from` is the search the same page made before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    query = models.CharField("запрос", max_length=120, blank=True)
    terms = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_hidden = models.BooleanField("слова не сохранены", default=False)
    language = models.CharField("язык", max_length=2, default="ru")
    face = models.CharField("где", max_length=4, choices=Face.choices, default=Face.SITE)
    found = models.PositiveIntegerField("найдено")
    best = models.ForeignKey(
        "faq.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="первая",
    )
    clicked = models.ForeignKey(
        "faq.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="открыли",
    )
    refined_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="refinements",
        verbose_name="уточняет",
    )
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "поиск"
        verbose_name_plural = "поиски"
        indexes = [
            models.Index(fields=["-at"], name="faq_search_latest"),
            models.Index(
                fields=["at"],
                condition=models.Q(clicked__isnull=False),
                name="faq_search_clicked",
            ),
        ]

    def __str__(self) -> str:
        return self.query or "…"


class Feedback(models.Model):
    """«Помогло» or not, of one version. From one search an article is judged once."""

    class Why(models.TextChoices):
        UNCLEAR = "unclear", "Непонятно"
        OUTDATED = "outdated", "Устарело"
        NOT_MINE = "not_mine", "Не про мой вопрос"
        DOES_NOT_WORK = "does_not_work", "Сделал, но не помогло"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        "faq.ArticleVersion", models.CASCADE, related_name="feedback", verbose_name="версия"
    )
    is_helpful = models.BooleanField("помогло")
    why = models.CharField("почему нет", max_length=13, choices=Why.choices, blank=True)
    search = models.ForeignKey(
        SearchLog, models.SET_NULL, null=True, blank=True, related_name="feedback"
    )
    face = models.CharField("где", max_length=4, choices=Face.choices, default=Face.SITE)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "оценка статьи"
        verbose_name_plural = "оценки статей"
        indexes = [models.Index(fields=["version", "-at"], name="faq_feedback_of_version")]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "version"],
                condition=models.Q(search__isnull=False),
                name="faq_feedback_once",
            )
        ]

    def __str__(self) -> str:
        return "помогло" if self.is_helpful else "не помогло"
