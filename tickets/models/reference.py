"""Reference data of the desk: which team gets which topic, prepared answers."""

from django.db import models

from accounts.models import Team
from topics.models import Topic


class TopicRoute(models.Model):
    """Which team gets a topic, which department can help, and whether an answer needs approval."""

    topic = models.OneToOneField(Topic, models.CASCADE, verbose_name="тема")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name="команда")
    department = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="экспертный отдел",
    )
    needs_approval = models.BooleanField(
        "официальный ответ утверждает второй человек", default=False
    )

    class Meta:
        verbose_name = "маршрут темы"
        verbose_name_plural = "маршруты тем"

    def __str__(self) -> str:
        return f"{self.topic} → {self.team}"


class AnswerTemplate(models.Model):
    """A prepared answer found by `//`. {имя} and {номер} are replaced, nothing is evaluated (U-16)."""

    code = models.SlugField("код", unique=True)
    title = models.CharField("название", max_length=120)
    body = models.TextField("текст")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, verbose_name="тема")
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "шаблон ответа"
        verbose_name_plural = "шаблоны ответов"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
