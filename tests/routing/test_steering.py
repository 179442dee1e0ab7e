"""The supervisor's hands through HTTP: people to other queues, a priority, a person for an item."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from common.actors import SYSTEM
from routing.actions.dispatching import dispatch
from routing.actions.presence import set_presence
from routing.actions.steering import move_operator, sweep_postings, sweep_reservations
from routing.actions.work import NewWork, enqueue, take
from routing.models import Posting, Presence, WorkItem

HTMX = {"HX-Request": "true"}
LINE = "/desk/line/"


@pytest.fixture
def supervisor(sveta_supervisor: User, team_b: Any) -> User:
    """A supervisor of both lines."""
    sveta_supervisor.memberships.create(team=team_b)
    return User.objects.get(pk=sveta_supervisor.pk)


def item() -> WorkItem:
    return WorkItem.objects.get()


# --- a colleague's state
def test_a_leader_sets_a_colleagues_state(
    queue: None, client_for: Any, sveta_supervisor: User, olga_operator: User
) -> None:
    url = f"{LINE}operators/{olga_operator.pk}/presence/"
    answer = client_for(sveta_supervisor).post(url, {"reason": "meeting"}, headers=HTMX)
    assert answer.status_code == 204
    man = Presence.objects.get()
    assert (man.state, man.reason_id) == ("paused", "meeting")
    wrong = client_for(sveta_supervisor).post(url, {"reason": "nonsense"}, headers=HTMX)
    assert (wrong.status_code, Presence.objects.get().reason_id) == (422, "meeting")


@pytest.mark.parametrize("who", ["olga_operator", "supervisor_b", "citizen", "quality"])
def test_for_others_the_colleague_does_not_exist(
    queue: None, client_for: Any, olga_operator: User, request: pytest.FixtureRequest, who: str
) -> None:
    client = client_for(request.getfixturevalue(who))
    for verb in ("presence", "posting"):
        url = f"{LINE}operators/{olga_operator.pk}/{verb}/"
        assert client.post(url, {"state": "ready"}).status_code == 404
    assert not Presence.objects.exists()
    assert not Posting.objects.exists()


# --- other queues for a while
def test_moved_they_serve_the_other_queue_and_return_by_themselves(
    queue: None,
    client_for: Any,
    supervisor: User,
    olga_operator: User,
    team_a: Any,
    team_b: Any,
) -> None:
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=timezone.now())
    url = f"{LINE}operators/{olga_operator.pk}/posting/"
    answer = client_for(supervisor).post(url, {"teams": [team_b.pk]}, headers=HTMX)
    assert answer.status_code == 204
    posting = Posting.objects.get()
    assert (posting.teams, posting.lent) == ([team_b.pk], [team_b.pk])
    assert Presence.objects.get().teams == [team_b.pk]
    assert User.objects.get(pk=olga_operator.pk).team_ids() == {team_a.pk, team_b.pk}
    assert sweep_postings(now=posting.until - timedelta(seconds=1)) == 0
    assert sweep_postings(now=posting.until) == 1
    assert Presence.objects.get().teams == [team_a.pk]
    assert User.objects.get(pk=olga_operator.pk).team_ids() == {team_a.pk}


def test_a_second_move_replaces_the_first_and_all_of_it_ends(
    queue: None, client_for: Any, supervisor: User, olga_operator: User, team_a: Any, team_b: Any
) -> None:
    now = timezone.now()
    for teams in ([team_b.pk], [team_a.pk, team_b.pk]):
        move_operator(
            operator=User.objects.get(pk=olga_operator.pk),
            teams=teams,
            until=now + timedelta(hours=1),
            by=supervisor,
            now=now,
        )
    assert Posting.objects.filter(ended_at=None).count() == 1
    url = f"{LINE}operators/{olga_operator.pk}/posting/"
    client_for(supervisor).post(url, {"end": "1"}, headers=HTMX)
    assert not Posting.objects.filter(ended_at=None).exists()
    assert User.objects.get(pk=olga_operator.pk).team_ids() == {team_a.pk}


@pytest.mark.parametrize("given", [{}, {"teams": ["nonsense"]}, {"until": "25:00"}])
def test_a_wrong_move_says_so(
    queue: None, client_for: Any, supervisor: User, olga_operator: User, given: Any
) -> None:
    url = f"{LINE}operators/{olga_operator.pk}/posting/"
    assert client_for(supervisor).post(url, given, headers=HTMX).status_code == 422
    assert not Posting.objects.exists()


# --- an item
def test_a_priority_set_by_hand_outlives_the_owner_apps(
    waits: Any, client_for: Any, senior: User, team_a: Any
) -> None:
    made = waits(priority=2)
    url = f"{LINE}items/{made.pk}/priority/"
    assert client_for(senior).post(url, {"priority": "4"}, headers=HTMX).status_code == 204
    waits(priority=1)
    assert (item().priority, item().entered_at) == (4, made.entered_at)
    assert client_for(senior).post(url, {"priority": "9"}, headers=HTMX).status_code == 422
    assert item().priority == 4


def test_kept_for_somebody_only_they_are_offered_it(
    waits: Any, operator: Any, client_for: Any, senior: User, now: Any
) -> None:
    first, second = operator(), operator()
    made = waits()
    [offer] = dispatch(now=now)
    other = second if offer.operator_id == first.pk else first
    url = f"{LINE}items/{made.pk}/reservation/"
    answer = client_for(senior).post(url, {"operator": str(other.pk)}, headers=HTMX)
    assert (answer.status_code, item().state) == (204, "waiting")
    waits()
    assert (item().reserved_id, [row.operator_id for row in dispatch(now=now)]) == (
        other.pk,
        [other.pk],
    )


def test_who_does_not_come_is_not_waited_for(
    waits: Any, operator: Any, client_for: Any, senior: User, now: Any
) -> None:
    person = operator()
    made = waits()
    url = f"{LINE}items/{made.pk}/reservation/"
    client_for(senior).post(url, {"operator": str(person.pk)}, headers=HTMX)
    set_presence(operator=person, state="offline", by=person, now=now)
    assert sweep_reservations(now=now + timedelta(minutes=14)) == 0
    assert sweep_reservations(now=now + timedelta(minutes=15)) == 1
    assert (item().reserved_id, item().by_hand) == (None, [])


def test_what_is_taken_is_handed_over_not_kept(
    waits: Any, client_for: Any, senior: User, olga_operator: User, team_a: Any, now: Any
) -> None:
    made = waits()
    work = NewWork("ticket:1", "cabinet", team_a.pk, entered_at=made.entered_at)
    take(work=work, operator=olga_operator, by=SYSTEM, now=now)
    url = f"{LINE}items/{made.pk}/reservation/"
    answer = client_for(senior).post(url, {"operator": str(senior.pk)}, headers=HTMX)
    assert (answer.status_code, item().owner_id) == (422, olga_operator.pk)


def test_an_item_of_another_team_does_not_exist(
    waits: Any, client_for: Any, senior: User, team_b: Any
) -> None:
    made = waits(team_id=team_b.pk)
    for verb in ("priority", "reservation"):
        url = f"{LINE}items/{made.pk}/{verb}/"
        assert client_for(senior).post(url, {"priority": "4"}).status_code == 404
    assert item().priority == 2


def test_work_not_due_yet_and_of_a_line_one_does_not_serve_waits(
    operator: Any, team_a: Any, now: Any
) -> None:
    operator(lines=["tech"])
    for subject, line, moment in (("a:1", "hotline", None), ("a:2", None, now + timedelta(days=1))):
        work = NewWork(
            subject, "cabinet", team_a.pk, entered_at=now, line_id=line, not_before=moment
        )
        enqueue(work=work, by=SYSTEM, now=now)
    assert dispatch(now=now) == []
    [made] = dispatch(now=now + timedelta(days=1))
    assert made.item.subject == "a:2"
