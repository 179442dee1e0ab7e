"""The supervisor's board: exact figures, whose they are, what the page says of what it can't know."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories.accounts import make_staff, make_team
from tests.factories.tickets import make_clock, make_ticket
from tickets.board_page import duration
from tickets.models import Clock, Ticket
from tickets.selectors.board import board_teams, figures, period_start
from tickets.states import Status

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Noon in Moscow, Friday 20 November 2026; the day began at 21:00 UTC.
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)


def count(*teams: Any, period: str = "today", now: datetime = NOW) -> Any:
    return figures(list(teams), period=period, now=now)


def late(ticket: Ticket, *, hours: float, kind: str = Clock.Kind.SERVICE, **fields: Any) -> Ticket:
    """Give a ticket a clock due in so many hours, with a day's term."""
    due = NOW + hours * HOUR
    make_clock(ticket, due_at=due, warn_at=due - 6 * HOUR, kind=kind, **fields)
    return ticket


class TestOpen:
    def test_by_state_and_team(self, team_a, team_b, olga_operator):
        make_ticket(team=team_a)
        make_ticket(team=team_a, status=Status.IN_PROGRESS, assignee=olga_operator)
        make_ticket(team=team_a, status=Status.IN_PROGRESS, assignee=olga_operator)
        make_ticket(team=team_a, status=Status.RESOLVED)
        make_ticket(team=team_a, status=Status.CLOSED)
        make_ticket(team=team_b, status=Status.QUEUED)
        rows = {row.team: row for row in count(team_a, team_b).rows}
        assert dict(rows[team_a].by_status) == {"registered": 1, "in_progress": 2}
        assert (rows[team_a].total, rows[team_a].unassigned) == (3, 1)
        assert dict(rows[team_b].by_status) == {"queued": 1}

    def test_a_line_follows_what_a_department_works_on(self, team_a, department):
        make_ticket(team=department, home_team=team_a, status=Status.AT_DEPARTMENT)
        line = count(team_a).rows[0]
        assert dict(line.by_status) == {"at_department": 1}
        both = {row.team: row.total for row in count(team_a, department).rows}
        assert both == {team_a: 0, department: 1}

    def test_an_appeal_is_counted_once_by_its_worst_clock(self, team_a):
        late(make_ticket(team=team_a), hours=-1)
        both = late(make_ticket(team=team_a), hours=-1)
        late(both, hours=5, kind=Clock.Kind.LAW)
        late(make_ticket(team=team_a), hours=5)
        late(make_ticket(team=team_a), hours=7)
        row = count(team_a).rows[0]
        assert (row.total, row.at_risk, row.breached) == (4, 1, 2)

    def test_paused_stopped_and_closed_are_not_late(self, team_a):
        waiting = make_ticket(team=team_a, status=Status.WAITING_CITIZEN)
        late(waiting, hours=-1, paused_at=NOW - 2 * HOUR, left=HOUR, next_at=None)
        late(make_ticket(team=team_a), hours=-1, stopped_at=NOW, next_at=None)
        late(make_ticket(team=team_a, status=Status.CLOSED), hours=-1)
        row = count(team_a).rows[0]
        assert (row.total, row.at_risk, row.breached) == (2, 0, 0)


class TestSpeed:
    def test_median_and_p90_of_wall_clock_time(self, team_a):
        for minutes in (10, 20, 30, 40, 100):
            at = MIDNIGHT + HOUR
            make_ticket(
                team=team_a,
                registered_at=at,
                first_response_at=at + timedelta(minutes=minutes),
            )
        speed = count(team_a).first_response
        assert speed.count == 5
        assert speed.median == timedelta(minutes=30)
        assert speed.p90 == timedelta(minutes=76)

    def test_resolution_counts_by_the_day_of_the_answer(self, team_a):
        old = MIDNIGHT - 3 * DAY
        for hours in (72, 76):
            make_ticket(
                team=team_a,
                status=Status.RESOLVED,
                registered_at=old,
                resolved_at=old + hours * HOUR,
            )
        make_ticket(team=team_a, status=Status.RESOLVED, registered_at=old, resolved_at=old + HOUR)
        assert count(team_a).resolution.median == 74 * HOUR
        assert count(team_a).resolution.count == 2
        assert count(team_a, period="7d").resolution.count == 3

    def test_nothing_known_is_none_and_never_zero(self, team_a):
        make_ticket(team=team_a, registered_at=NOW - HOUR)
        counted = count(team_a)
        assert counted.registered == 1
        assert (counted.first_response.count, counted.first_response.median) == (0, None)
        assert counted.resolution.p90 is None

    @pytest.mark.parametrize(
        ("period", "start"),
        [("today", MIDNIGHT), ("7d", MIDNIGHT - 6 * DAY), ("30d", MIDNIGHT - 29 * DAY)],
    )
    def test_a_period_begins_at_midnight_in_moscow(self, period, start):
        assert period_start(period, NOW) == start


class TestIntake:
    def test_today_by_hour_beside_the_same_weekday(self, team_a):
        for day, number in ((0, 2), (7, 3), (14, 1), (21, 4), (28, 4)):
            for _ in range(number):
                make_ticket(team=team_a, registered_at=MIDNIGHT - day * DAY + 10 * HOUR)
        make_ticket(team=team_a, registered_at=MIDNIGHT - DAY + 10 * HOUR)
        make_ticket(team=team_a, registered_at=MIDNIGHT - 35 * DAY + 10 * HOUR)
        counted = count(team_a)
        assert counted.today[10] == 2
        assert counted.today[9] == 0
        assert counted.today[12] == 0
        assert counted.today[13] is None
        assert counted.usual[10] == 3.0
        assert counted.usual[11] == 0.0

    def test_days_before_the_first_appeal_are_not_zeros(self, team_a):
        make_ticket(team=team_a, registered_at=MIDNIGHT - 7 * DAY + 10 * HOUR)
        assert count(team_a).usual[10] == 1.0

    def test_without_earlier_days_nothing_is_usual(self, team_a):
        assert count(team_a).usual == [None] * 24


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (None, ("—", "")),
        (timedelta(0), ("0", "мин")),
        (timedelta(minutes=14.4), ("14", "мин")),
        (timedelta(minutes=90), ("1,5", "ч")),
        (timedelta(hours=6), ("6", "ч")),
        (timedelta(hours=84), ("3,5", "дн.")),
    ],
)
def test_spans_in_words(span, words):
    assert duration(span) == words


class TestPage:
    def test_shows_figures_and_leads_to_lists(
        self, client_for, sveta_supervisor, team_a, time_machine
    ):
        time_machine.move_to(NOW + DAY, tick=False)
        late(make_ticket(team=team_a, status=Status.QUEUED), hours=-1)
        page = client_for(sveta_supervisor).get("/board/")
        assert page.status_code == 200
        html = page.content.decode()
        assert "Линия А" in html
        assert f"view=team&amp;team={team_a.pk}&amp;status=queued" in html
        assert f"view=overdue&amp;team={team_a.pk}" in html
        assert "нет данных" in html
        assert "сегодня поступило 0" in html
        assert "0 %" not in html
        assert 'topics="board"' in html
        assert "<chart-panel" in html

    def test_a_poke_fetches_the_figures_alone(self, client_for, sveta_supervisor):
        page = client_for(sveta_supervisor).get("/board/?period=7d", headers={"HX-Request": "true"})
        html = page.content.decode()
        assert html.lstrip().startswith('<div class="stack" id="board-figures">')
        assert "HX-Request" in page["Vary"]

    def test_only_teams_of_the_supervisor(self, client_for, sveta_supervisor, team_b):
        make_ticket(team=team_b, status=Status.QUEUED)
        client = client_for(sveta_supervisor)
        assert "Линия Б" not in client.get("/board/").content.decode()
        assert client.get("/board/?team=line-b").status_code == 404

    def test_filters_live_in_the_address(self, client_for, team_a, team_b):
        boss = make_staff(role="supervisor", teams=[team_a, team_b])
        html = client_for(boss).get("/board/?team=line-b&period=30d").content.decode()
        assert '<option value="line-b" selected>' in html
        assert "?period=7d&amp;team=line-b" in html
        assert "n-line-b-" in html
        assert "n-line-a-" not in html

    def test_without_teams_says_what_to_do(self, client_for):
        page = client_for(make_staff(role="supervisor")).get("/board/")
        assert "Вы пока не отвечаете ни за одну команду" in page.content.decode()

    def test_nine_queries_at_most(
        self, client_for, team_a, sveta_supervisor, django_assert_max_num_queries
    ):
        """Seven of the board, one of the changes that wait, one of the signals."""
        for number in range(12):
            team = make_team(f"line-{number}")
            sveta_supervisor.memberships.create(team=team)
            late(make_ticket(team=team), hours=-number)
        client = client_for(sveta_supervisor)
        with django_assert_max_num_queries(9):
            assert client.get("/board/?period=30d").status_code == 200

    @pytest.mark.parametrize(
        ("who", "expected"),
        [
            ("sveta_supervisor", 200),
            ("administrator", 200),
            ("olga_operator", 403),
            ("senior", 403),
            ("quality", 403),
            ("auditor", 403),
            ("citizen", 403),
            (None, 302),
        ],
    )
    def test_access(self, client_for, request, who, expected):
        person = request.getfixturevalue(who) if who else None
        assert client_for(person).get("/board/").status_code == expected


def test_teams_in_the_order_of_titles(sveta_supervisor, team_a):
    other = make_team("zz", title="Аптеки")
    sveta_supervisor.memberships.create(team=other)
    make_team("foreign")
    assert board_teams(sveta_supervisor) == [other, team_a]
