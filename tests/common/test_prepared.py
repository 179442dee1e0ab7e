"""Querysets written once: what they find is what Django finds, whatever values come and from wherever."""

from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Team, User
from common.prepared import Prepared, Slot, prepared

pytestmark = pytest.mark.django_db


def colleagues(key: Any, email: Any) -> Any:
    team = Membership.objects.filter(user=OuterRef("pk")).order_by("team__title")
    rows = User.objects.filter(memberships__team=key, email__gte=email).select_related("citizen")
    rows = rows.annotate(team_title=Subquery(team.values("team__title")[:1]))
    rows = rows.annotate(twice=Concat("email", Value(" "), "email", output_field=CharField()))
    return rows.only("email", "role", "citizen__user").order_by("-email")[:2]


def facts(rows: list[User]) -> list[tuple[Any, ...]]:
    return [
        (row.pk, row.email, row.team_title, row.twice, row.get_deferred_fields()) for row in rows
    ]


def test_rows_are_those_of_the_plain_queryset(
    team_a: Team, team_b: Team, olga_operator: User, senior: User, sveta_supervisor: User
) -> None:
    kept = Prepared(colleagues(Slot("team"), Slot("email")))
    asked = [(team.pk, email) for team in (team_a, team_b) for email in ("", "olga", "z")]
    found = [facts(kept.rows(team=team, email=email)) for team, email in asked]
    assert found == [facts(list(colleagues(team, email))) for team, email in asked]
    assert max(len(rows) for rows in found) == 2
    assert [] in found


def test_one_statement_and_none_to_write_it(team_a: Team, olga_operator: User) -> None:
    kept = Prepared(User.objects.filter(pk=Slot("key")).select_related("citizen"))
    with CaptureQueriesContext(connection) as asked:
        (row,) = kept.rows(key=olga_operator.pk)
        assert not hasattr(row, "citizen")
    assert len(asked) == 1
    assert row == olga_operator


def test_any_takes_a_list_of_any_length(team_a: Team, team_b: Team) -> None:
    kept = Prepared(Team.objects.filter(pk__any=Slot("keys")).order_by("pk"))
    both = sorted([team_a, team_b], key=lambda team: team.pk)
    assert kept.rows(keys=[team.pk for team in both]) == both
    assert kept.rows(keys=[team_b.pk]) == [team_b]
    assert kept.rows(keys=[uuid4()]) == []
    assert kept.rows(keys=[]) == []


def test_a_relation_takes_any_too(team_a: Team, team_b: Team, olga_operator: User) -> None:
    kept = Prepared(Membership.objects.filter(user__any=Slot("users"), team__any=Slot("teams")))
    found = kept.rows(users=[olga_operator.pk], teams=[team_a.pk, team_b.pk])
    assert [row.team_id for row in found] == sorted(olga_operator.team_ids())


def test_values_are_values_never_sql(olga_operator: User) -> None:
    kept = Prepared(User.objects.filter(email=Slot("email")))
    for text in ("' OR '1'='1", "%s", "%(email)s", 'a";--'):
        assert kept.rows(email=text) == []
    assert kept.rows(email=olga_operator.email) == [olga_operator]


def test_a_slot_without_a_value_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="email"):
        Prepared(User.objects.filter(email=Slot("email"))).rows(mail="x")


def test_each_shape_is_written_once() -> None:
    built: list[str] = []

    @prepared
    def ordered(by: str) -> Any:
        built.append(by)
        return User.objects.filter(pk=Slot("key")).order_by(by)

    assert ordered("email") is ordered("email")
    assert ordered("role") is not ordered("email")
    assert built == ["email", "role"]


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_over_its_own_connection(team_a: Team) -> None:
    kept = Prepared(Team.objects.filter(pk=Slot("key")))
    assert kept.rows(key=team_a.pk) == [team_a]
    found: list[Any] = []

    def elsewhere() -> None:
        found.append(kept.rows(key=team_a.pk))
        found.append(connection.connection)
        connection.close()

    other = Thread(target=elsewhere)
    other.start()
    other.join()
    assert found[0] == [team_a]
    assert found[1] is not connection.connection
