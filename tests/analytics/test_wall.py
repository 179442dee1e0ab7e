"""The wallboard: exact figures, whose they are, what is red, how many statements it costs."""

import re
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.urls import reverse

from analytics.policies import can_see_wall
from analytics.selectors.wall import NOW, TODAY, wall_of
from common.actors import SYSTEM
from gosuslugi_support.wiring import REACTIONS
from routing import events
from routing.actions.presence import set_presence
from routing.actions.work import leave, take
from tests.factories.accounts import make_staff
from tests.factories.tickets import make_clock, make_ticket
from tickets.selectors.live import may_listen

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WALL = "/board/wall/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestFigures:
    def test_what_waits_by_line_and_by_skill(self, waits, team_a, team_b, now):
        waits("ticket:1", minutes=5)
        waits("ticket:2", minutes=45)
        waits("ticket:3", minutes=2, team_id=team_b.pk, skills={"legal": 1})
        wall = wall_of([team_a, team_b], now=now)
        assert (wall.queue.all.number, wall.queue.all.late) == (3, 1)
        assert wall.queue.by_team[team_a.pk].longest_s(now) == 45 * 60
        skills = {code: one.number for code, one in wall.queue.skills_of().items()}
        assert skills == {"tech": 2, "legal": 1}
        assert wall_of([team_b], now=now).queue.all.number == 1

    def test_level_of_half_an_hour_and_of_the_day(self, waits, operator, team_a, now):
        person = operator(at=now - timedelta(hours=3))
        from routing.actions.work import NewWork

        for number, (entered, waited) in enumerate([(120, 5), (110, 40), (20, 3), (10, 1)]):
            begins = now - entered * MINUTE
            work = NewWork(f"ticket:{number}", "cabinet", team_a.pk, begins)
            take(work=work, operator=person, by=SYSTEM, now=begins + waited * MINUTE)
        leave(subject="ticket:0", by=SYSTEM, now=now - 100 * MINUTE)
        waits("ticket:9", minutes=50)
        wall = wall_of([team_a], now=now)
        lately, today = wall.tally(NOW), wall.tally(TODAY)
        assert (lately.answered, lately.in_target, lately.late) == (2, 2, 1)
        assert lately.service_level == pytest.approx(2 / 3)
        assert (today.answered, today.in_target) == (4, 3)
        assert today.service_level == 0.6
        assert today.asa_s == pytest.approx((5 + 40 + 3 + 1) * 60 / 4)
        assert today.aht_s == 15 * 60

    def test_a_phone_call_has_a_target_of_its_own(self, waits, team_a, now):
        waits("call:1", minutes=1, channel="phone")
        assert wall_of([team_a], now=now).queue.all.late == 1

    def test_people_by_state_with_timers(self, operator, waits, team_a, now):
        free, busy, away = operator(), operator(), operator()
        from routing.actions.work import NewWork

        work = NewWork("ticket:1", "phone", team_a.pk, now)
        take(work=work, operator=busy, by=SYSTEM, now=now)
        set_presence(operator=away, state="paused", reason="break", by=away, now=now)
        make_staff(full_name="Дома", teams=[team_a])
        people = {person.id: person for person in wall_of([team_a], now=now + 16 * MINUTE).people}
        assert people[free.pk].look == "ready"
        assert (people[busy.pk].look, people[busy.pk].items) == ("busy", 1)
        assert people[busy.pk].load_share == 100
        assert (people[away.pk].reason, people[away.pk].is_over) == ("Перерыв", True)
        assert sorted(person.look for person in people.values()) == [
            "busy", "offline", "paused", "ready",
        ]  # fmt: skip

    def test_appeals_near_and_past_their_term(self, team_a, now):
        for hours in (-1, 2):
            due = now + timedelta(hours=hours)
            make_clock(make_ticket(team=team_a), due_at=due, warn_at=now - timedelta(hours=2))
        wall = wall_of([team_a], now=now)
        assert (wall.at_risk, wall.breached) == (1, 1)


class TestPage:
    def test_red_is_for_what_needs_a_person_now(self, client_for, sveta_supervisor, waits, now):
        waits("ticket:1", minutes=45)
        with time_machine.travel(now, tick=False):
            page = client_for(sveta_supervisor).get(WALL).content.decode()
        red = re.findall(r'tile--danger"\s+id="(wall-[\w-]+)"', page)
        assert red == ["wall-waiting", "wall-longest"]
        assert "на линии никого" in page

    def test_quiet_night_says_no_data_and_alarms_nobody(self, client_for, sveta_supervisor, queue):
        response = client_for(sveta_supervisor).get(WALL)
        assert "tile--danger" not in response.content.decode()
        assert "нет данных" in text_of(response)
        assert "На линии никого. Никто и не ждёт." in text_of(response)

    def test_a_poke_fetches_the_figures_alone(self, client_for, sveta_supervisor, queue):
        response = client_for(sveta_supervisor).get(WALL, headers={"HX-Request": "true"})
        assert response.content.decode().strip().startswith('<div class="wall__live"')

    def test_a_screen_has_nothing_to_press(self, client_for, sveta_supervisor, queue):
        page = client_for(sveta_supervisor).get(WALL, {"screen": "1"}).content.decode()
        assert "wall-screen" in page
        assert "<button" not in page

    def test_a_signed_out_piece_is_refused_and_never_the_sign_in_page(self, client, db):
        assert client.get(WALL, headers={"HX-Request": "true"}).status_code == 401
        assert client.get(WALL).status_code == 302

    def test_statements_whatever_the_rows(
        self, client_for, sveta_supervisor, crowd, django_assert_max_num_queries
    ):
        client = client_for(sveta_supervisor)
        with django_assert_max_num_queries(10):
            response = client.get(WALL, headers={"HX-Request": "true"})
        assert re.search(r"Ждут 10000\b", text_of(response))
        assert response.content.decode().count('class="wall-person"') == 50


class TestLive:
    def test_every_move_of_the_queue_pokes_the_walls(self):
        moves = (
            events.WorkEntered, events.WorkOffered, events.WorkTaken, events.WorkReturned,
            events.WorkLeft, events.WorkPrioritySet, events.WorkReserved,
        )  # fmt: skip
        assert all("analytics.handlers.poke_wall" in REACTIONS[move] for move in moves)

    def test_only_those_who_see_it_may_listen(self, sveta_supervisor, olga_operator, citizen):
        assert may_listen(sveta_supervisor, "wall")
        assert not any(may_listen(who, "wall") for who in (olga_operator, citizen.user))


class TestAccess:
    def test_who_may(self, sveta_supervisor, administrator, senior, olga_operator, quality):
        may = [can_see_wall(who) for who in (sveta_supervisor, administrator)]
        assert may == [True, True]
        assert not any(can_see_wall(who) for who in (senior, olga_operator, quality, None))

    def test_only_lines_one_leads(self, client_for, sveta_supervisor, team_b, queue):
        client = client_for(sveta_supervisor)
        assert client.get(WALL, {"team": "line-a"}).status_code == 200
        assert client.get(WALL, {"team": "line-b"}).status_code == 404

    def test_the_line_is_kept_in_every_address(self, client_for, sveta_supervisor, team_b, queue):
        from accounts.models import Membership

        Membership.objects.create(user=sveta_supervisor, team=team_b)
        page = client_for(sveta_supervisor).get(WALL, {"team": "line-b"}).content.decode()
        waiting = reverse("wall:waiting")
        assert f'id="wall-waiting" href="{waiting}?team=line-b"' in " ".join(page.split())


@pytest.fixture
def crowd(queue: None, team_a: Any, now: datetime) -> None:
    """Fifty on the line, ten thousand that wait, the day's thousands taken."""
    from routing.models import Presence, WorkItem

    people = [make_staff(teams=[team_a]) for _ in range(50)]
    fresh = {"since": now, "seen_at": now, "free_since": now, "state": "ready"}
    Presence.objects.bulk_create(
        Presence(operator=person, teams=[team_a.pk], skills={"tech": 3}, **fresh)
        for person in people
    )
    common = {"channel": "cabinet", "team": team_a, "weight": 10, "entered_at": now}
    rows = (
        WorkItem(subject=f"ticket:{number}", skills={"tech": number % 3 + 1}, **common)
        for number in range(10_000)
    )
    # Nobody listens: ten thousand notices would be most of the test's time.
    with pgtrigger.ignore("routing.WorkItem:wake"):
        WorkItem.objects.bulk_create(rows)
