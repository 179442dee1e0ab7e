"""Those who sign in: staff with a role and teams, and citizens' sign-ins."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac

from common.actors import CITIZEN, STAFF, Actor
from common.ids import new_id
from schedules.models import Schedule


class Role(models.TextChoices):
    """Roles of staff (decisions 6). A citizen has none."""

    OPERATOR = "operator", "Оператор"
    SENIOR = "senior", "Старший специалист"
    LAWYER = "lawyer", "Правовой консультант"
    QUALITY = "quality", "Контроль качества"
    EDITOR = "editor", "Редактор базы знаний"
    MODERATOR = "moderator", "Модератор сообщества"
    SUPERVISOR = "supervisor", "Супервизор"
    AUDITOR = "auditor", "Аудитор"
    DATA_OFFICER = "data_officer", "Ответственный за персональные данные"
    ADMINISTRATOR = "administrator", "Администратор"


class Team(models.Model):
    """A group of staff that owns work: a line or a department (decisions 6)."""

    LINE = "line"
    DEPARTMENT = "department"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField("код", unique=True)
    title = models.CharField("название", max_length=120)
    kind = models.CharField(
        "вид",
        max_length=16,
        choices=[(LINE, "Линия"), (DEPARTMENT, "Отдел")],
        default=LINE,
    )
    schedule = models.ForeignKey(
        Schedule, models.PROTECT, null=True, blank=True, verbose_name="график"
    )
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "команда"
        verbose_name_plural = "команды"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class UserManager(BaseUserManager["User"]):
    """Finds sign-ins. Creating is `accounts.actions`' work."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in. Staff sign in by a plain e-mail; a citizen's phone and e-mail live in `Citizen`."""

    KINDS: ClassVar = [(STAFF, "Сотрудник"), (CITIZEN, "Гражданин")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("вид", max_length=16, choices=KINDS, default=CITIZEN)
    role = models.CharField("роль", max_length=16, choices=Role.choices, blank=True)
    email = models.EmailField("почта сотрудника", unique=True, null=True, blank=True)
    full_name = models.CharField("имя сотрудника", max_length=150, blank=True)
    alias = models.CharField("как видят граждане", max_length=60, blank=True)
    teams = models.ManyToManyField(
        Team, through="Membership", related_name="members", verbose_name="команды"
    )
    substitute = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, verbose_name="заместитель"
    )
    is_away = models.BooleanField("отсутствует", default=False)
    is_active = models.BooleanField("действует", default=True)
    sessions_epoch = models.PositiveIntegerField("эпоха сеансов", default=0)
    created_at = models.DateTimeField("создан", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        verbose_name = "пользователь"
        verbose_name_plural = "пользователи"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=STAFF, email__isnull=False) & ~models.Q(role="")
                | models.Q(kind=CITIZEN, email=None, role=""),
                name="accounts_user_kind_fits",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or ("Гражданин" if self.kind == CITIZEN else str(self.pk))

    @property
    def actor(self) -> Actor:
        return Actor(self.kind, str(self.pk))

    @property
    def is_staff(self) -> bool:
        """May open the reference data in Django admin."""
        opens = {Role.ADMINISTRATOR, Role.EDITOR, Role.DATA_OFFICER}
        return self.kind == STAFF and self.role in opens

    @property
    def is_employee(self) -> bool:
        return self.kind == STAFF and self.is_active

    @property
    def is_citizen(self) -> bool:
        return self.kind == CITIZEN and self.is_active

    @property
    def public_name(self) -> str:
        """What a citizen sees instead of a surname."""
        return self.alias or "Специалист поддержки"

    def team_ids(self) -> frozenset[UUID]:
        """Return the ids of this person's teams, asked once per loaded user."""
        if not hasattr(self, "_team_ids"):
            self._team_ids = frozenset(self.memberships.values_list("team_id", flat=True))
        return self._team_ids

    def know_teams(self, ids: Iterable[UUID]) -> None:
        """Take the ids of teams that were read together with the person."""
        self._team_ids = frozenset(ids)

    def get_session_auth_hash(self) -> str:
        """Ends every session when the password or the epoch changes (A-06)."""
        return salted_hmac(
            "accounts.User.session",
            f"{self.password}:{self.sessions_epoch}",
            algorithm="sha256",
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())


class Membership(models.Model):
    """A person's place in a team."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name="сотрудник"
    )
    team = models.ForeignKey(
        Team, models.CASCADE, related_name="memberships", verbose_name="команда"
    )

    class Meta:
        verbose_name = "участие в команде"
        verbose_name_plural = "участие в командах"
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="accounts_membership_one")
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.team}"
