"""Appeals joined into one: which, when, and what the joining took from each, so that it can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.fields import EncryptedText
from common.ids import new_id
from tickets.models.ticket import Ticket


class Merge(models.Model):
    """`source` became a part of `target`; `Ticket.merged_into` follows the chain to its head.

    `before` holds codes and moments of both appeals as they were, no personal data; what was asked
    of the citizen is a text and therefore sealed (`asked`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(
        Ticket, models.CASCADE, related_name="merges", verbose_name="присоединённое обращение"
    )
    target = models.ForeignKey(
        Ticket, models.CASCADE, related_name="merged", verbose_name="главное обращение"
    )
    merged_at = models.DateTimeField("объединены")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто объединил"
    )
    before = models.JSONField("как было", default=dict)
    asked = EncryptedText("что было нужно от заявителя", blank=True, default="")
    undone_at = models.DateTimeField("отменено", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто отменил",
    )

    class Meta:
        verbose_name = "объединение обращений"
        verbose_name_plural = "объединения обращений"
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at=None), name="tickets_merge_one"
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")), name="tickets_merge_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
