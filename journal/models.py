"""Facts (`Entry`), pending work (`Reaction`, the queue of record) and what proves the facts
(`Seal`, `Head`)."""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

CHANNEL = "journal_reaction"


class Entry(models.Model):
    """One fact: who did what to which subject, when. Never changed, never deleted (R-067, L-03)."""

    event = models.CharField("событие", max_length=80)
    subject = models.CharField("предмет", max_length=80, help_text="вид:идентификатор")
    actor_kind = models.CharField("вид исполнителя", max_length=16)
    actor_id = models.CharField("исполнитель", max_length=40, blank=True)
    at = models.DateTimeField("когда")
    request_id = models.CharField("запрос", max_length=64, blank=True)
    data = models.JSONField("данные", default=dict)

    class Meta:
        verbose_name = "запись журнала"
        verbose_name_plural = "журнал"
        indexes = [
            models.Index(fields=["subject", "id"], name="journal_entry_subject"),
            models.Index(fields=["actor_kind", "actor_id", "id"], name="journal_entry_actor"),
            models.Index(fields=["event", "id"], name="journal_entry_event"),
            # Facts are written nearly in the order of time: a few kilobytes find a period.
            BrinIndex(fields=["at"], name="journal_entry_at", autosummarize=True),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"


class Reaction(models.Model):
    """What a handler still owes for a fact. Done rows stay until the nightly clean-up."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reactions", verbose_name="факт")
    handler = models.CharField("обработчик", max_length=120)
    due_at = models.DateTimeField("срок")
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    done_at = models.DateTimeField("сделано", null=True)
    dead_at = models.DateTimeField("отложено до человека", null=True)
    error = models.CharField("ошибка", max_length=300, blank=True)

    class Meta:
        verbose_name = "реакция"
        verbose_name_plural = "реакции"
        constraints = [
            models.UniqueConstraint(fields=["entry", "handler"], name="journal_reaction_one")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="journal_reaction_due",
                condition=models.Q(done_at=None, dead_at=None),
            ),
        ]
        triggers = [
            # Wakes the relay at commit; costs no round trip (decisions 21).
            pgtrigger.Trigger(
                name="wake",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=f"PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.entry_id}"


class Seal(models.Model):
    """A link of the hash chain over the facts, in the sealer's own order (docs/journal.md).

    No foreign key in the database: its check would lock and rewrite every fact that is sealed.
    """

    seq = models.BigIntegerField("номер печати", primary_key=True)
    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, db_constraint=False, related_name="seal", verbose_name="факт"
    )
    hash = models.BinaryField("хеш", max_length=32)
    sealed_at = models.DateTimeField("запечатано")

    class Meta:
        verbose_name = "печать"
        verbose_name_plural = "печати"
        triggers = [
            pgtrigger.Protect(name="seal_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"печать {self.seq}"


class Head(models.Model):
    """A signed statement: up to this seal the chain is so. A copy lives in the second place."""

    seq = models.BigIntegerField("номер печати", primary_key=True)
    hash = models.BinaryField("хеш", max_length=32)
    count = models.BigIntegerField("печатей с прошлой подписи")
    settled_id = models.BigIntegerField(
        "ниже этого факта новых не будет", help_text="каждый факт до него запечатан или не записан"
    )
    trail_hash = models.BinaryField("хеш следа", max_length=32)
    signed_at = models.DateTimeField("подписано")
    key_id = models.CharField("ключ", max_length=16)
    signature = models.BinaryField("подпись", max_length=64)

    class Meta:
        verbose_name = "подпись журнала"
        verbose_name_plural = "подписи журнала"
        triggers = [
            pgtrigger.Protect(name="head_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"подпись {self.seq}"
