"""Colleagues and teams: created, given a role and teams, substituted, deactivated."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.actions.sessions import raise_epoch
from accounts.events import (
    AwaySet,
    RoleChanged,
    StaffCreated,
    StaffDeactivated,
    StaffReactivated,
    StaffRenamed,
    SubstituteSet,
    TeamSaved,
    TeamsSet,
)
from accounts.identifiers import EMAIL, Identifier, parse_email
from accounts.models import Membership, Role, Team, User
from accounts.policies import (
    can_change_role,
    can_create_staff,
    can_deactivate,
    can_edit_staff,
    can_manage_teams,
    can_set_away,
    can_set_substitute,
    can_set_teams,
)
from accounts.selectors import user_with_identifier
from common.actors import STAFF, Acts
from common.errors import DomainError, InvalidInput
from common.live import poke
from common.policies import require
from journal.facts import record

MAX_ALIAS = 60


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A colleague to be. `password` empty: the person sets one by the recovery page."""

    email: str
    full_name: str
    role: Role
    alias: str = ""
    password: str = ""


@transaction.atomic
def create_staff(*, new: NewStaff, by: Acts, now: datetime) -> User:
    """Create a colleague; raises InvalidInput for a taken e-mail or an unknown role."""
    require(can_create_staff, by)
    email = _free_email(new.email)
    full_name = " ".join(new.full_name.split())
    if not full_name:
        raise InvalidInput("Укажите имя сотрудника.", field="full_name")
    if new.role not in Role.values:
        raise InvalidInput("Выберите роль.", field="role")
    user = User.objects.create(
        kind=STAFF,
        email=email,
        full_name=full_name,
        alias=new.alias.strip()[:MAX_ALIAS],
        role=new.role,
        password=make_password(new.password or None),
    )
    record(StaffCreated(user.pk, user.role), by=by, at=now)
    return user


@transaction.atomic
def edit_staff(
    *, user: User, email: str, full_name: str, alias: str, by: Acts, now: datetime
) -> User:
    """Change what a colleague is called and signs in with."""
    require(can_edit_staff, by, user)
    user = _locked(user)
    if parse_email(email) != user.email:
        user.email = _free_email(email)
    user.full_name, user.alias = " ".join(full_name.split()), alias.strip()[:MAX_ALIAS]
    if not user.full_name:
        raise InvalidInput("Укажите имя сотрудника.", field="full_name")
    user.save(update_fields=["email", "full_name", "alias"])
    record(StaffRenamed(user.pk), by=by, at=now)
    return user


@transaction.atomic
def change_role(*, user: User, role: Role, by: Acts, now: datetime) -> User:
    """Give another role and end the sessions that had the old one."""
    require(can_change_role, by, user)
    if role not in Role.values:
        raise InvalidInput("Выберите роль.", field="role")
    user = _locked(user)
    if user.role == role:
        return user
    user.role = role
    user.save(update_fields=["role"])
    raise_epoch(user)
    record(RoleChanged(user.pk, user.role), by=by, at=now)
    return user


@transaction.atomic
def set_teams(*, user: User, teams: list[Team], by: Acts, now: datetime) -> User:
    """Put a colleague into exactly these teams; what the person watches live is asked again."""
    require(can_set_teams, by, user)
    user = _locked(user)
    wanted = {team.pk for team in teams}
    if wanted == user.team_ids():
        return user
    Membership.objects.filter(user=user).exclude(team__in=wanted).delete()
    Membership.objects.bulk_create(
        [Membership(user=user, team_id=team_id) for team_id in sorted(wanted)],
        ignore_conflicts=True,
    )
    transaction.on_commit(lambda: poke(f"user:{user.pk}"))
    record(TeamsSet(user.pk, sorted(wanted)), by=by, at=now)
    return _locked(user)


@transaction.atomic
def set_substitute(*, user: User, substitute: User | None, by: Acts, now: datetime) -> User:
    """Name who takes over while the colleague is away; None for nobody."""
    require(can_set_substitute, by, user)
    user = _locked(user)
    if substitute is not None and (substitute.pk == user.pk or not substitute.is_employee):
        raise InvalidInput(
            "Заместителем может быть другой действующий сотрудник.", field="substitute"
        )
    user.substitute = substitute
    user.save(update_fields=["substitute"])
    record(SubstituteSet(user.pk, _id(substitute)), by=by, at=now)
    return user


@transaction.atomic
def set_away(*, user: User, is_away: bool, by: Acts, now: datetime) -> User:
    """Mark a colleague absent or back; appeals are handed over by `tickets`, who hears the fact."""
    require(can_set_away, by, user)
    user = _locked(user)
    if user.is_away != is_away:
        user.is_away = is_away
        user.save(update_fields=["is_away"])
        record(AwaySet(user.pk, is_away), by=by, at=now)
    return user


@transaction.atomic
def deactivate(*, user: User, by: Acts, now: datetime) -> User:
    """Close a colleague's sign-in and sessions at once. The row stays: it is named in history."""
    require(can_deactivate, by, user)
    user = _locked(user)
    if not user.is_active:
        raise DomainError("Этот сотрудник уже отключён.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    raise_epoch(user)
    record(StaffDeactivated(user.pk), by=by, at=now)
    return user


@transaction.atomic
def reactivate(*, user: User, by: Acts, now: datetime) -> User:
    """Let a former colleague sign in again."""
    require(can_deactivate, by, user)
    user = _locked(user)
    if user.is_active:
        raise DomainError("Этот сотрудник уже действует.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(StaffReactivated(user.pk), by=by, at=now)
    return user


@transaction.atomic
def save_team(*, team: Team, by: Acts, now: datetime) -> Team:
    """Create or change a team; `team` is an unsaved or changed row that passed its form."""
    require(can_manage_teams, by)
    team.save()
    record(TeamSaved(team.pk), by=by, at=now)
    return team


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk, kind=STAFF)


def _free_email(text: str) -> str:
    email = parse_email(text)
    if user_with_identifier(Identifier(EMAIL, email)) is not None:
        raise InvalidInput("С этой почтой уже входят.", field="email")
    return email


def _id(user: User | None) -> UUID | None:
    return user.pk if user else None
