"""Colleagues: created, moved, sent away, closed; each change is one fact and ends what it must."""

from datetime import datetime
from typing import Any

import pytest

from accounts.actions import staff
from accounts.models import Role, Team, User
from common.actors import SYSTEM
from common.errors import DomainError, InvalidInput, NotAllowed
from journal.models import Entry
from tests.factories.accounts import make_citizen


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_system_creates_the_first_administrator(now: datetime) -> None:
    new = staff.NewStaff(
        "Boss@Example.org", "  Борис  Главный ", Role.ADMINISTRATOR, password="x y z 1"
    )
    user = staff.create_staff(new=new, by=SYSTEM, now=now)
    assert (user.email, user.full_name, user.kind) == ("boss@example.org", "Борис Главный", "staff")
    assert user.check_password("x y z 1")
    assert facts() == ["accounts.StaffCreated"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "OLGA@example.org"}, "email"),
        ({"email": "someone@example.net"}, "email"),
        ({"email": "not an e-mail"}, "email"),
        ({"full_name": " "}, "full_name"),
        ({"role": "king"}, "role"),
    ],
)
def test_bad_colleague_is_refused(
    administrator: User, olga_operator: User, now: datetime, change: dict[str, Any], field: str
) -> None:
    make_citizen(email="someone@example.net")
    asked = {"email": "n@example.org", "full_name": "Нина", "role": Role.OPERATOR} | change
    people = User.objects.count()
    with pytest.raises(InvalidInput) as refused:
        staff.create_staff(new=staff.NewStaff(**asked), by=administrator, now=now)
    assert refused.value.field == field
    assert (User.objects.count(), facts()) == (people, [])


def test_role_change_ends_sessions(
    administrator: User, olga_operator: User, client_for: Any, now: datetime
) -> None:
    desk = client_for(olga_operator)
    staff.change_role(user=olga_operator, role=Role.EDITOR, by=administrator, now=now)
    assert fresh(olga_operator).role == "editor"
    assert desk.get("/account/profile/").status_code == 302
    staff.change_role(user=olga_operator, role=Role.EDITOR, by=administrator, now=now)
    assert facts() == ["accounts.RoleChanged"]


def test_teams_are_exactly_the_given(
    administrator: User, olga_operator: User, team_b: Team, department: Team, now: datetime
) -> None:
    staff.set_teams(user=olga_operator, teams=[team_b, department], by=administrator, now=now)
    assert fresh(olga_operator).team_ids() == {team_b.pk, department.pk}
    staff.set_teams(
        user=fresh(olga_operator), teams=[department, team_b], by=administrator, now=now
    )
    assert facts() == ["accounts.TeamsSet"]


def test_substitute_is_another_active_colleague(
    olga_operator: User, oleg_operator: User, former: User, now: datetime
) -> None:
    staff.set_substitute(user=olga_operator, substitute=oleg_operator, by=olga_operator, now=now)
    assert fresh(olga_operator).substitute == oleg_operator
    for nobody in (olga_operator, former):
        with pytest.raises(InvalidInput):
            staff.set_substitute(user=olga_operator, substitute=nobody, by=olga_operator, now=now)
    staff.set_substitute(user=olga_operator, substitute=None, by=olga_operator, now=now)
    assert fresh(olga_operator).substitute is None
    assert facts() == ["accounts.SubstituteSet"] * 2


def test_away_is_recorded_when_it_changes(olga_operator: User, now: datetime) -> None:
    for _ in range(2):
        staff.set_away(user=olga_operator, is_away=True, by=olga_operator, now=now)
    assert fresh(olga_operator).is_away is True
    assert facts() == ["accounts.AwaySet"]


def test_deactivation_closes_and_reactivation_opens(
    administrator: User, olga_operator: User, client_for: Any, now: datetime
) -> None:
    desk = client_for(olga_operator)
    staff.deactivate(user=olga_operator, by=administrator, now=now)
    assert desk.get("/account/profile/").status_code == 302
    with pytest.raises(DomainError, match="уже отключён"):
        staff.deactivate(user=olga_operator, by=administrator, now=now)
    staff.reactivate(user=olga_operator, by=administrator, now=now)
    assert fresh(olga_operator).is_active is True
    assert desk.get("/account/profile/").status_code == 302
    assert facts() == ["accounts.StaffDeactivated", "accounts.StaffReactivated"]


def test_name_and_email_change(administrator: User, olga_operator: User, now: datetime) -> None:
    words = {"email": "olga.s@example.org", "full_name": "Ольга С.", "alias": "Ольга"}
    staff.edit_staff(user=olga_operator, **words, by=administrator, now=now)
    assert (fresh(olga_operator).email, fresh(olga_operator).alias) == (
        "olga.s@example.org",
        "Ольга",
    )
    assert facts() == ["accounts.StaffRenamed"]


@pytest.mark.parametrize("who", ["sveta_supervisor", "oleg_operator", "editor"])
def test_others_change_nobody(request: Any, olga_operator: User, who: str, now: datetime) -> None:
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        staff.change_role(user=olga_operator, role=Role.ADMINISTRATOR, by=by, now=now)
    with pytest.raises(NotAllowed):
        staff.deactivate(user=olga_operator, by=by, now=now)
    with pytest.raises(NotAllowed):
        staff.set_teams(user=olga_operator, teams=[], by=by, now=now)
    assert (fresh(olga_operator).role, fresh(olga_operator).is_active, facts()) == (
        "operator",
        True,
        [],
    )


def test_nobody_is_nobody(olga_operator: User, now: datetime) -> None:
    with pytest.raises(TypeError):
        staff.set_away(user=olga_operator, is_away=True, by=None, now=now)  # type: ignore[arg-type]
