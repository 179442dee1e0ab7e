"""The bell of a colleague: who hears what, under whose rights it is read, who is left in peace."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from journal.outbox import run_due
from notifications.actions import BellWishes, Ring, set_bell_choice, tell_staff
from notifications.models import Delivery, StaffNotice
from notifications.selectors import bell_count, bell_lines
from routing.models import PauseReason, Presence
from routing.selectors.quiet import resting
from tests.factories.tickets import make_ticket
from tests.notifications.push.conftest import house, options, ring, service, subscribe
from tests.tickets.helpers import registered
from tickets.actions.assignment import take_ticket
from tickets.actions.conversation import reply, write_message

__all__ = ["house", "options", "ring", "service", "subscribe"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(team_a, olga_operator):
    return make_ticket(team=team_a, assignee=olga_operator, status="in_progress")


def react():
    while run_due():
        pass


def kinds_of(person):
    return [line.notice.kind for line in bell_lines(person)]


def wish(person, now, **wishes):
    set_bell_choice(person=person, wishes=BellWishes(**wishes), by=person, now=now)


def test_the_assignee_hears_that_the_citizen_wrote_and_reading_is_noticed(
    citizen, olga_operator, senior, team_a, now
):
    from tests.factories.tickets import make_policy, make_route, make_topic

    make_route(make_topic("other"), team_a)
    make_policy()
    made = registered(citizen, now=now)
    take_ticket(ticket=made, by=olga_operator, now=now)
    write_message(ticket=made, by=citizen.user, body="Жду ответа.", now=now)
    react()
    assert kinds_of(olga_operator) == ["citizen_wrote"], "not told of what one did oneself"
    assert kinds_of(senior) == []
    (line,) = bell_lines(olga_operator)
    assert line.shown.number == str(made.number)
    assert line.shown.url == reverse("desk:ticket", args=[made.number])
    assert bell_count(olga_operator)[0] == 1
    reply(ticket=made, by=olga_operator, body="Смотрим.", now=timezone.now())
    react()
    assert bell_count(olga_operator) == (0, "")


def test_told_twice_is_told_once(ticket, olga_operator, make_entry, now):
    same = Ring(make_entry(), "mention", f"ticket:{ticket.pk}", [olga_operator.pk])
    assert [tell_staff(ring=same, now=now) for _ in range(2)] == [1, 0]
    assert StaffNotice.objects.count() == 1


def test_the_row_holds_ids_only_and_words_follow_the_readers_rights(
    ring, ticket, olga_operator, team_b
):
    ring(ticket, olga_operator)
    (kept,) = StaffNotice.objects.values("kind", "thing")
    assert kept == {"kind": "citizen_wrote", "thing": f"ticket:{ticket.pk}"}
    ticket.team, ticket.assignee = team_b, None
    ticket.save()
    (line,) = bell_lines(olga_operator)
    assert line.shown is None


def test_citizens_and_those_who_left_hear_nothing(ring, ticket, citizen, former):
    assert ring(ticket, citizen.user, former) == 0
    assert StaffNotice.objects.count() == 0


def test_a_kind_switched_off_is_not_shown_but_may_still_be_pushed(
    ring, ticket, olga_operator, subscribe, now
):
    subscribe(olga_operator)
    wish(olga_operator, now, off_in_page=frozenset({"citizen_wrote"}))
    assert ring(ticket, olga_operator) == 0
    assert Delivery.objects.filter(channel="push").count() == 1
    wish(olga_operator, now, off_in_push=frozenset({"citizen_wrote"}))
    assert ring(ticket, olga_operator) == 1
    assert Delivery.objects.filter(channel="push").count() == 1


def test_a_push_to_who_has_a_page_in_sight_waits_until_the_page_had_its_time(
    ring, ticket, olga_operator, subscribe, monkeypatch, now
):
    subscribe(olga_operator)
    monkeypatch.setattr("common.watching.watching", lambda people, at: set(people))
    assert ring(ticket, olga_operator) == 1
    assert Delivery.objects.get().due_at == now + timedelta(seconds=90)
    assert ring(ticket, olga_operator, kind="offer") == 1
    assert Delivery.objects.count() == 1, "an offer would be over by then"


@pytest.mark.parametrize(
    ("state", "reason", "rests"),
    [
        ("ready", None, False),
        ("paused", "rest", True),
        ("offline", None, True),
        ("offline", "lost", False),
    ],
)
def test_on_a_pause_and_after_the_shift_nobody_is_pushed(
    ring, ticket, olga_operator, subscribe, now, state, reason, rests
):
    """A lost connection is not a rest: that is just when a push is needed."""
    subscribe(olga_operator)
    why = reason and PauseReason.objects.get_or_create(pk=reason, defaults={"title": reason})[0]
    Presence.objects.create(
        operator=olga_operator,
        state=state,
        reason=why or None,
        since=now,
        seen_at=now,
        free_since=now,
    )
    assert resting([olga_operator.pk], now) == ({olga_operator.pk} if rests else set())
    assert ring(ticket, olga_operator) == 1, "the line is there in any case"
    assert Delivery.objects.filter(channel="push").count() == (0 if rests else 1)
    wish(olga_operator, now, is_quiet_off_line=False)
    ring(ticket, olga_operator)
    assert Delivery.objects.filter(channel="push").count() == (1 if rests else 2)


def test_one_reads_ones_own_lines_only(client_for, ring, ticket, olga_operator, senior):
    ring(ticket, olga_operator, senior)
    client = client_for(olga_operator)
    foreign = StaffNotice.objects.get(person=senior)
    address = reverse("notifications:bell-reading")
    client.post(address, {"notice": str(foreign.pk)})
    assert not StaffNotice.objects.exclude(read_at=None).exists()
    assert client.post(address, {"notice": "what"}).status_code == 404
    client.post(address)
    assert StaffNotice.objects.get(person=olga_operator).read_at is not None
    assert StaffNotice.objects.get(person=senior).read_at is None


def test_the_pages_draw_what_is_unread(client_for, ring, ticket, olga_operator):
    ring(ticket, olga_operator)
    client = client_for(olga_operator)
    page = client.get(reverse("notifications:bell")).content.decode()
    assert "Заявитель написал" in page
    assert str(ticket.number) in page
    button = client.get(reverse("notifications:bell-button")).content.decode()
    assert 'data-unread="1"' in button
    assert 'sound="on"' in button
    assert f'topic="bell:{olga_operator.pk}"' in button


def test_wishes_are_kept_by_ticks(client_for, olga_operator):
    client = client_for(olga_operator)
    answer = client.post(
        reverse("notifications:bell-choice"),
        {"page": ["mention"], "push": ["offer"], "quiet": "on"},
    )
    assert answer.status_code == 303
    kept = olga_operator.bell_choice
    assert "mention" not in kept.off_in_page
    assert {"offer", "citizen_wrote"} <= set(kept.off_in_page)
    assert "offer" not in kept.off_in_push
    assert (kept.has_sound, kept.is_quiet_off_line) == (False, True)
