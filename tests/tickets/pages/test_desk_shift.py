"""The end of a shift on its page: one's own, and a colleague's by a leader of a common team."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh, make_ticket

pytestmark = pytest.mark.django_db
SHIFT = "/desk/shift/"


@pytest.fixture
def left(team_a: Any, olga_operator: Any) -> Any:
    """An appeal in the work of Olga, who has gone home."""
    return make_ticket(team=team_a, assignee=olga_operator, status="in_progress")


def page_of(client: Any, address: str = SHIFT) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_leader_sees_whose_shifts_are_open(client_for: Any, senior: Any, olga_operator: Any, left):
    page = page_of(client_for(senior))
    assert "Ольга Соколова" in page
    assert f"?who={olga_operator.pk}" in page


def test_operator_sees_only_the_own_one(client_for: Any, left: Any, team_a: Any, senior: Any):
    other = make_staff("kirill@example.org", full_name="Кирилл Дятлов", teams=[team_a])
    make_ticket(team=team_a, assignee=senior, status="in_progress")
    client = client_for(other)
    assert "?who=" not in page_of(client)
    assert client.get(f"{SHIFT}?who={senior.pk}").status_code == 404
    assert client.post(f"{SHIFT}?who={senior.pk}", {"to": str(other.pk)}).status_code == 404


@pytest.mark.parametrize("who", ["x", "00000000-0000-0000-0000-000000000000"])
def test_unknown_colleague_is_not_found(client_for: Any, senior: Any, who: str) -> None:
    assert client_for(senior).get(f"{SHIFT}?who={who}").status_code == 404


def test_leader_of_another_team_hands_over_nothing(
    client_for: Any, supervisor_b: Any, olga_operator: Any, left: Any
) -> None:
    client = client_for(supervisor_b)
    assert client.post(f"{SHIFT}?who={olga_operator.pk}", {"to": ""}).status_code == 404
    assert fresh(left).assignee == olga_operator


def test_supervisor_returns_a_shift_to_the_pool(
    client_for: Any, sveta_supervisor: Any, olga_operator: Any, left: Any
) -> None:
    answer = client_for(sveta_supervisor).post(f"{SHIFT}?who={olga_operator.pk}", {"to": ""})
    assert (answer.status_code, answer["Location"]) == (303, SHIFT)
    assert fresh(left).assignee is None


def test_senior_gives_a_shift_to_a_colleague(
    client_for: Any, senior: Any, lawyer: Any, olga_operator: Any, left: Any
) -> None:
    address = f"{SHIFT}?who={olga_operator.pk}"
    assert "Открыто: 1 обращение." in page_of(client_for(senior), address)
    client_for(senior).post(address, {"to": str(lawyer.pk)})
    assert fresh(left).assignee == lawyer


def test_substitute_is_offered_first_and_can_be_passed_by(
    client_for: Any, senior: Any, lawyer: Any, olga_operator: Any, left: Any
) -> None:
    olga_operator.substitute = lawyer
    olga_operator.save()
    address, client = f"{SHIFT}?who={olga_operator.pk}", client_for(senior)
    assert "Заместителю: Лев Юрьев" in page_of(client, address)
    client.post(address, {"to": "pool"})
    assert fresh(left).assignee is None


def test_soon_holds_what_is_warned_and_not_late(
    client_for: Any, olga_operator: Any, team_a: Any, now: datetime
) -> None:
    from datetime import timedelta

    from tests.factories.tickets import make_clock

    moment, hour = datetime.now(UTC), timedelta(hours=1)
    soon, late, calm, paused = (
        make_ticket(team=team_a, status="in_progress", registered_at=moment) for _ in range(4)
    )
    make_clock(soon, warn_at=moment - hour, due_at=moment + hour)
    make_clock(late, warn_at=moment - hour, due_at=moment - hour / 2)
    make_clock(calm, warn_at=moment + hour, due_at=moment + 2 * hour)
    make_clock(paused, warn_at=moment - hour, due_at=moment + hour, paused_at=moment)
    page = client_for(olga_operator).get("/desk/", {"view": "soon"})
    assert [row.ticket.number for row in page.context["rows"]] == [soon.number]
    assert [tab.title for tab in page.context["tabs"] if tab.is_current] == ["Скоро срок"]
    mine = client_for(olga_operator).get("/desk/")
    assert "Скоро срок" not in [tab.title for tab in mine.context["tabs"]]
