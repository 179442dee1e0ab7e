"""Watchers and mentions: their doors."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from common.errors import NotAllowed
from journal.facts import history_of
from notifications.models import StaffNotice
from tests.factories.accounts import make_staff
from tests.tickets.helpers import brought_to, fact_names, facts, refused
from tickets.actions.conversation import add_note
from tickets.actions.snooze import snooze_ticket, sweep_snoozed
from tickets.actions.watching import unwatch, watch
from tickets.bell import ring, ring_watchers
from tickets.events import NoteAdded, TicketWoken
from tickets.models import Watcher
from tickets.selectors.visibility import visible_to
from tickets.selectors.watching import watchers_of, who_sees

pytestmark = pytest.mark.django_db


def test_follows_once_and_stops(ticket: Any, olga_operator: Any, now: datetime) -> None:
    watch(ticket=ticket, by=olga_operator, now=now)
    watch(ticket=ticket, by=olga_operator, now=now)
    assert watchers_of(ticket) == [olga_operator]
    unwatch(ticket=ticket, by=olga_operator, now=now)
    unwatch(ticket=ticket, by=olga_operator, now=now)
    assert watchers_of(ticket) == []
    assert fact_names(ticket)[1:] == ["WatchingChanged", "WatchingChanged"]


def test_another_team_does_not_follow(ticket: Any, oleg_operator: Any, now: datetime) -> None:
    with refused(NotAllowed):
        watch(ticket=ticket, by=oleg_operator, now=now)


def test_who_lost_sight_of_it_is_told_nothing(
    ticket: Any, olga_operator: Any, now: datetime
) -> None:
    from common.memo import forget_everything

    watch(ticket=ticket, by=olga_operator, now=now)
    olga_operator.memberships.all().delete()
    forget_everything()
    assert watchers_of(ticket) == []


def test_a_note_names_those_who_see_the_appeal_and_nobody_else(
    ticket: Any,
    olga_operator: Any,
    kirill_colleague: Any,
    oleg_operator: Any,
    now: datetime,
) -> None:
    body = (
        f"@кирилл  коллегин, посмотри. @{oleg_operator.full_name} и @{olga_operator.full_name} тоже"
    )
    note = add_note(ticket=ticket, by=olga_operator, body=body, now=now)
    assert [(row.user, row.cause) for row in Watcher.objects.all()] == [
        (kirill_colleague, Watcher.Cause.MENTION)
    ]
    told = facts(ticket)[-1]
    assert (told.item_id, told.user_ids) == (note.pk, (kirill_colleague.pk,))
    add_note(ticket=ticket, by=olga_operator, body=body, now=now)
    assert Watcher.objects.count() == 1


def test_a_longer_name_is_another_person(
    ticket: Any, olga_operator: Any, team_a: Any, now: datetime
) -> None:
    make_staff(full_name="Анна Белова", teams=[team_a])
    longer = make_staff(full_name="Анна Белова-Чернова", teams=[team_a])
    add_note(ticket=ticket, by=olga_operator, body="@Анна Белова-Чернова: готово?", now=now)
    assert [row.user for row in Watcher.objects.all()] == [longer]


def test_who_sees_is_what_visibility_says(
    ticket: Any, olga_operator: Any, oleg_operator: Any, quality: Any, editor: Any, senior: Any
) -> None:
    people = [olga_operator, oleg_operator, quality, editor, senior]
    seeing = {who.id for who in who_sees(ticket)}
    for person in people:
        assert (person.pk in seeing) == visible_to(person).filter(pk=ticket.pk).exists()


def test_the_bell_tells_watchers_and_whoever_slept_on_it(
    ticket: Any, olga_operator: Any, kirill_colleague: Any, now: datetime
) -> None:
    own = brought_to("in_progress", ticket, by=olga_operator, now=now)
    watch(ticket=own, by=kirill_colleague, now=now)
    snooze_ticket(ticket=own, until=now + timedelta(hours=1), by=olga_operator, now=now)
    sweep_snoozed(now + timedelta(hours=1))
    add_note(ticket=own, by=olga_operator, body="Проверил журнал.", now=now)
    told = history_of(f"ticket:{own.pk}")
    for fact in told:
        if isinstance(fact.event, NoteAdded):
            ring_watchers(fact)
            ring_watchers(fact)
        if isinstance(fact.event, TicketWoken):
            ring(fact)
    assert {(row.person, row.kind) for row in StaffNotice.objects.all()} == {
        (kirill_colleague, "watched"),
        (olga_operator, "woken"),
    }
    assert StaffNotice.objects.count() == 2
