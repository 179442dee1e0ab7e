"""Reference data of the queue: skills, weights of channels, reasons of a pause, steps of relaxing."""

from django.db import models

from accounts.models import Contact


class Skill(models.Model):
    """Something an operator can do at a level from 1 to 5; topics name the skill they need."""

    code = models.SlugField("код", max_length=40, primary_key=True)
    title = models.CharField("название", max_length=120)

    class Meta:
        verbose_name = "навык"
        verbose_name_plural = "навыки"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class ChannelWeight(models.Model):
    """How much of a person a contact of a channel takes, in percent, and the pause after it."""

    channel = models.CharField(
        "канал", max_length=16, choices=Contact.Channel.choices, primary_key=True
    )
    weight = models.PositiveSmallIntegerField("занимает, %")
    wrap_up_s = models.PositiveSmallIntegerField("постобработка, с", default=0)

    class Meta:
        verbose_name = "вес канала"
        verbose_name_plural = "веса каналов"
        ordering = ["-weight", "channel"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__range=(1, 100)), name="routing_weight_percent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.weight} %"


class PauseReason(models.Model):
    """Why somebody is away for a while, and how long that may last."""

    code = models.SlugField("код", max_length=24, primary_key=True)
    title = models.CharField("название", max_length=60)
    limit_min = models.PositiveSmallIntegerField("не дольше, мин", null=True, blank=True)
    is_paid = models.BooleanField("рабочее время", default=True)
    is_choosable = models.BooleanField("выбирает оператор", default=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)

    class Meta:
        verbose_name = "причина паузы"
        verbose_name_plural = "причины пауз"
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class RelaxStep(models.Model):
    """After so many seconds of waiting the demands on an operator fall."""

    after_s = models.PositiveIntegerField("после, с", primary_key=True)
    level_drop = models.PositiveSmallIntegerField("уровень ниже на", default=0)
    any_skill = models.BooleanField("без навыка", default=False)
    any_language = models.BooleanField("без языка", default=False)

    class Meta:
        verbose_name = "смягчение требований"
        verbose_name_plural = "смягчения требований"
        ordering = ["after_s"]

    def __str__(self) -> str:
        return f"через {self.after_s} с"
