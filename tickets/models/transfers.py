"""Appeals offered to a colleague who has to agree: until then the owner stays the owner (warm transfer)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from common.ids import new_id
from tickets.models.ticket import Ticket


class TransferOffer(models.Model):
    """`owner` asks `to`, or anybody of `team`, to take an appeal over; what to know is a note of it.

    Valid while the appeal is still the owner's in `from_team` and the time is not over: whatever else
    happens to the appeal makes the offer void by itself (`selectors.transfers.valid`).
    """

    class State(models.TextChoices):
        ASKED = "asked", "Ждёт ответа"
        ACCEPTED = "accepted", "Принято"
        DECLINED = "declined", "Отказ"
        ENDED = "ended", "Отменено"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="transfers", verbose_name="обращение"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто передаёт"
    )
    from_team = models.ForeignKey(
        Team, models.PROTECT, related_name="+", verbose_name="команда сейчас"
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name="команда потом")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кому",
    )
    state = models.CharField("состояние", max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField("спрошено")
    expires_at = models.DateTimeField("ждём до")
    answered_at = models.DateTimeField("отвечено", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто ответил",
    )

    class Meta:
        verbose_name = "передача с согласия"
        verbose_name_plural = "передачи с согласия"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state="asked"), name="tickets_transfer_one"
            )
        ]
        indexes = [
            models.Index(fields=["to"], name="tickets_transfer_to", condition=Q(state="asked")),
            models.Index(fields=["team"], name="tickets_transfer_team", condition=Q(state="asked")),
            models.Index(
                fields=["owner"], name="tickets_transfer_owner", condition=Q(state="asked")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_state_display()}"
