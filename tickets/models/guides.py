"""What to do about a topic: the next best action an operator is shown beside the appeal."""

from django.core.validators import URLValidator
from django.db import models

from tickets.models.reference import AnswerTemplate
from topics.models import Topic


class TopicGuide(models.Model):
    """Steps of one topic in their order, a line each, with the answer that usually helps."""

    topic = models.OneToOneField(Topic, models.CASCADE, related_name="guide", verbose_name="тема")
    hint = models.CharField("главное", max_length=200, blank=True)
    steps = models.TextField("шаги", help_text="По одному на строке, в порядке выполнения.")
    template = models.ForeignKey(
        AnswerTemplate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="шаблон ответа",
    )
    article = models.CharField(
        "статья",
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text="Полный адрес статьи или инструкции, если она есть.",
    )
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "подсказка по теме"
        verbose_name_plural = "подсказки по темам"
        ordering = ["topic__order"]

    def __str__(self) -> str:
        return str(self.topic)

    @property
    def lines(self) -> list[str]:
        """Return the steps one by one."""
        return [line.strip() for line in self.steps.splitlines() if line.strip()]
