"""Conversations an appeal was worked on in: an appeal gathers contacts (decisions 5)."""

from django.db import models

from accounts.models import Contact
from tickets.models.ticket import Ticket


class Conversation(models.Model):
    """A contact an operator leads with the person about this appeal.

    `Ticket.contact` is the contact the appeal was registered in; these are all that came later.
    """

    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="conversations", verbose_name="обращение"
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="conversations", verbose_name="контакт"
    )
    linked_at = models.DateTimeField("с")

    class Meta:
        verbose_name = "разговор об обращении"
        verbose_name_plural = "разговоры об обращениях"
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "ticket"], name="tickets_conversation_of_ticket"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.linked_at:%d.%m.%Y %H:%M}"
