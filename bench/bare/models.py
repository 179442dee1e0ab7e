"""Two plain tables; `schema.sql` makes them."""

from django.db import models


class Ticket(models.Model):
    number = models.BigIntegerField(unique=True)
    title = models.TextField()
    body = models.TextField()
    email = models.TextField()
    status = models.SmallIntegerField(default=1)
    created = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "bare_ticket"

    def __str__(self) -> str:
        return str(self.number)


class Event(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    text = models.TextField()
    created = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "bare_event"

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.text[:20]}"
