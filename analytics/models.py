"""Photographs of the queue, one a minute: what the wallboard showed, so that a day can be seen again."""

from django.db import models

from accounts.models import Team
from common.ids import new_id


class QueueSample(models.Model):
    """One team's queue at a minute. Flows (`arrived` to `waited_s`) are since the sample before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name="команда")
    at = models.DateTimeField("минута")
    waiting = models.PositiveIntegerField("ждут", default=0)
    longest_s = models.PositiveIntegerField("дольше всех, с", default=0)
    late = models.PositiveIntegerField("ждут дольше цели", default=0)
    # {skill: [how many wait, the longest of them in seconds]}
    skills = models.JSONField("навыки", default=dict)
    arrived = models.PositiveIntegerField("поступило", default=0)
    answered = models.PositiveIntegerField("принято", default=0)
    in_target = models.PositiveIntegerField("принято вовремя", default=0)
    abandoned = models.PositiveIntegerField("не дождались", default=0)
    abandoned_short = models.PositiveIntegerField("не дождались сразу", default=0)
    waited_s = models.PositiveBigIntegerField("ждали принятые, с", default=0)
    missed = models.PositiveIntegerField("пропущено предложений", default=0)
    busy = models.PositiveIntegerField("с работой", default=0)
    idle = models.PositiveIntegerField("свободны", default=0)
    paused = models.PositiveIntegerField("на паузе", default=0)
    at_risk = models.PositiveIntegerField("скоро срок", default=0)
    breached = models.PositiveIntegerField("просрочено", default=0)

    class Meta:
        verbose_name = "снимок очереди"
        verbose_name_plural = "снимки очереди"
        indexes = [models.Index(fields=["at"], name="analytics_sample_at")]
        constraints = [
            models.UniqueConstraint(fields=["team", "at"], name="analytics_sample_one_a_minute")
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.at:%d.%m.%Y %H:%M}"


class PeopleSample(models.Model):
    """Everybody on the line at a minute; who is not there is not in it."""

    at = models.DateTimeField("минута", primary_key=True)
    # One dict a person, as `analytics/selectors/people.py::kept` writes it.
    people = models.JSONField("люди", default=list)

    class Meta:
        verbose_name = "снимок людей"
        verbose_name_plural = "снимки людей"

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M}"
