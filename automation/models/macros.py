"""Macros: several steps under one name."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from automation.steps import Step, load
from common.ids import new_id


class Macro(models.Model):
    """Steps that people run together on an open appeal.

    `scope` says for whom: its owner alone, one team, everybody. `steps` is the JSON of
    `automation.steps.dump`.
    """

    class Scope(models.TextChoices):
        OWN = "own", "Только мне"
        TEAM = "team", "Команде"
        ALL = "all", "Всем"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField("название", max_length=80)
    scope = models.CharField("кому доступен", max_length=8, choices=Scope.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="кто создал"
    )
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="команда"
    )
    steps = models.JSONField("шаги", default=list)
    place = models.PositiveSmallIntegerField("порядок", default=100)
    changed_at = models.DateTimeField("изменён")

    class Meta:
        verbose_name = "макрос"
        verbose_name_plural = "макросы"
        ordering = ["place", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="team", team__isnull=False)
                | Q(scope__in=["own", "all"], team=None),
                name="automation_macro_team_fits_scope",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def loaded(self) -> tuple[Step, ...]:
        """Return the steps; raises InvalidInput when one of them is known no more."""
        return load(self.steps)


class MacroFavourite(models.Model):
    """A macro somebody keeps at the top of their palette."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="чей"
    )
    macro = models.ForeignKey(
        Macro, models.CASCADE, related_name="favourites", verbose_name="макрос"
    )

    class Meta:
        verbose_name = "избранный макрос"
        verbose_name_plural = "избранные макросы"
        constraints = [
            models.UniqueConstraint(fields=["user", "macro"], name="automation_favourite_once")
        ]

    def __str__(self) -> str:
        return str(self.macro_id)
