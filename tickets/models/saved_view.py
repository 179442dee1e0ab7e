"""Lists people saved: filters, order and columns of the desk under a name."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from common.ids import new_id


class SavedView(models.Model):
    """One saved list, a person's or a team's. `query` is the list's address, without words searched for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="чей",
    )
    team = models.ForeignKey(
        Team,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="какой команды",
    )
    name = models.CharField("название", max_length=40)
    query = models.CharField("адрес списка", max_length=500)
    place = models.PositiveSmallIntegerField("порядок", default=0)
    is_default = models.BooleanField("открывается первым", default=False)
    created_at = models.DateTimeField("создан")
    # Removed ones can be taken back for a while, then leave for good.
    removed_at = models.DateTimeField("удалён", null=True, blank=True)

    class Meta:
        verbose_name = "сохранённый список"
        verbose_name_plural = "сохранённые списки"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(owner=None, team__isnull=False) | Q(owner__isnull=False, team=None),
                name="tickets_view_of_one_or_of_team",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(is_default=True, removed_at=None),
                name="tickets_view_one_default_of_person",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(is_default=True, removed_at=None),
                name="tickets_view_one_default_of_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name
