"""What is to be done in an appeal, line by line: the list of its topic and lines of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.fields import EncryptedText
from common.ids import new_id
from tickets.models.ticket import Ticket
from topics.models import Topic


class ChecklistLine(models.Model):
    """One line of a topic's list. Appeals of the topic show it; a row appears when it is ticked."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", verbose_name="тема")
    title = models.CharField("что сделать", max_length=160)
    is_required = models.BooleanField("без неё обращение не решить", default=False)
    position = models.PositiveSmallIntegerField("порядок", default=100)
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "строка чек-листа"
        verbose_name_plural = "чек-листы тем"
        ordering = ["topic", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class ChecklistItem(models.Model):
    """A ticked line of the topic's list, or a line colleagues wrote for this appeal alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="checklist", verbose_name="обращение"
    )
    line = models.ForeignKey(
        ChecklistLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="строка темы",
    )
    own = EncryptedText("своя строка", blank=True, default="")
    added_at = models.DateTimeField("когда добавлена")
    done_at = models.DateTimeField("когда сделано", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто сделал",
    )

    class Meta:
        verbose_name = "пункт чек-листа"
        verbose_name_plural = "пункты чек-листов"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "line"],
                condition=Q(line__isnull=False),
                name="tickets_checklistitem_line",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.line_id or 'своя'}"
