"""«Перезвоните мне»: a promise anybody may ask for, kept by who speaks the language, three tries (C21, R-160)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import Citizen, User
from accounts.subjects import Subject
from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from common.memo import forget_everything
from routing.actions.callbacks import (
    NewCallback,
    complete_callback,
    request_callback,
    sweep_callbacks,
)
from routing.actions.dispatching import dispatch
from routing.actions.offers import accept
from routing.actions.subject import PART
from routing.models import CallbackRequest, Line, WaitPromise, WorkItem
from routing.reference import load_reference
from routing.selectors.callbacks import window_of
from routing.selectors.lines import all_lines
from schedules import reference as schedules_reference

URL = "/callback/"
GIVEN = {"phone": "8 916 000-00-77", "line": "tech", "language": "ru", "question": "Не вхожу"}
HOUR = timedelta(hours=1)


@pytest.fixture
def tech(db: None, team_a: Any, now: datetime) -> Line:
    """The technical line, served by team A; it is noon in Moscow and open till nine."""
    schedules_reference.load_reference(now)
    load_reference(now)
    Line.objects.filter(takes_callbacks=True).update(team=team_a)
    forget_everything()
    cache.clear()
    return all_lines()["tech"]


def asked(line: Line, now: datetime, **other: Any) -> CallbackRequest:
    new = NewCallback(phone="+79160000077", line=line, **other)
    return request_callback(new=new, by=SYSTEM, now=now)[0]


def taken(line: Line, operator: Any, now: datetime) -> tuple[CallbackRequest, User]:
    row, person = asked(line, now), operator()
    [offer] = dispatch(now=now)
    accept(offer=offer, by=person, now=now)
    return row, person


# --- asking
def test_a_stranger_asks_and_is_told_when(client: Client, tech: Line, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        assert "позвоним сегодня, до 14:00" in client.get(URL).content.decode()
        answer = client.post(URL, GIVEN)
        assert (answer.status_code, answer["Location"]) == (303, "/callback/done/")
        assert "Позвоним сегодня, до 14:00" in client.get("/callback/done/").content.decode()
    row, item = CallbackRequest.objects.get(), WorkItem.objects.get()
    assert (row.phone, row.question, row.citizen) == ("+79160000077", "Не вхожу", None)
    assert (row.window_from, row.window_to) == (now, now + 2 * HOUR)
    assert (item.subject, item.channel, item.line_id) == (f"callback:{row.pk}", "phone", "tech")
    assert (item.entered_at, item.not_before, item.weight) == (now, None, 100)


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"phone": ""}, {"line": "legal_advice"}, {"language": "xx"}]
)
def test_a_wrong_form_says_so(client: Client, tech: Line, wrong: dict[str, str]) -> None:
    assert client.post(URL, GIVEN | wrong).status_code == 422
    assert not CallbackRequest.objects.exists()


def test_a_number_waits_once_and_nobody_learns_that(
    client: Client, tech: Line, now: datetime
) -> None:
    with time_machine.travel(now, tick=False):
        first, second = (client.post(URL, GIVEN) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert (CallbackRequest.objects.count(), WorkItem.objects.count()) == (1, 1)


def test_nobody_has_others_rung(client: Client, tech: Line, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        answers = [client.post(URL, GIVEN).status_code for _ in range(4)]
    assert answers == [303, 303, 303, 429]


def test_a_citizen_sees_the_promise_and_takes_it_back(
    client_for: Any, citizen: Citizen, other_citizen: Citizen, tech: Line, now: datetime
) -> None:
    client = client_for(citizen)
    with time_machine.travel(now, tick=False):
        client.post(URL, GIVEN | {"why": "language"})
        assert "Позвоним сегодня, до 14:00" in client.get(URL).content.decode()
        row = CallbackRequest.objects.get()
        url = f"/callback/{row.pk}/cancellation/"
        assert client_for(None).post(url).status_code == 404
        assert client.post(url).status_code == 303
    assert (row.citizen, row.why) == (citizen, "language")
    assert client_for(other_citizen).post(url).status_code == 404
    row.refresh_from_db()
    assert (row.state, WorkItem.objects.get().state) == ("cancelled", "cancelled")


def test_staff_have_no_form(client_for: Any, olga_operator: User, tech: Line) -> None:
    assert client_for(olga_operator).get(URL).status_code == 404


# --- windows
def test_out_of_hours_the_window_is_the_next_opening(tech: Line, now: datetime) -> None:
    """At 23:00 the technical line opens at nine; Tatar at eight, so nine it is for it, too."""
    evening = now + 11 * HOUR
    for language in ("ru", "tt"):
        window = window_of(tech, language, now=evening)
        assert window is not None
        assert (window.begins, window.words(evening)) == (
            now + 21 * HOUR,
            "завтра в 09:00, не позже 11:00",
        )


def test_nobody_promises_minutes_before_closing(tech: Line, now: datetime) -> None:
    late = now + 8 * HOUR + timedelta(minutes=40)
    assert (window_of(tech, "ru", now=late) or 0).begins == now + 21 * HOUR  # type: ignore[union-attr]
    earlier = now + 8 * HOUR
    assert (window_of(tech, "ru", now=earlier) or 0).ends == now + 9 * HOUR  # type: ignore[union-attr]


def test_before_its_window_nobody_is_offered_it_and_then_only_who_speaks(
    tech: Line, operator: Any, now: datetime
) -> None:
    evening, morning = now + 11 * HOUR, now + 21 * HOUR
    asked(tech, evening, language="tt")
    assert WaitPromise.objects.get().low_s is None
    operator(languages=("ru",))
    speaker = operator(languages=("ru", "tt"), capacity=0)
    assert dispatch(now=evening) == []
    assert dispatch(now=morning + HOUR) == []
    speaker.presence.capacity = 100
    speaker.presence.save()
    [offer] = dispatch(now=morning + HOUR)
    assert offer.operator_id == speaker.pk


# --- calling
def test_not_reached_it_is_tried_three_times_and_keeps_its_age(
    tech: Line, operator: Any, now: datetime
) -> None:
    row, person = taken(tech, operator, now)
    moment = now
    for attempt in (1, 2):
        complete_callback(callback=row, reached=False, by=person, now=moment)
        item = WorkItem.objects.get()
        assert (item.state, item.entered_at) == ("waiting", now)
        assert item.not_before == moment + timedelta(minutes=20)
        assert dispatch(now=moment) == []
        moment += timedelta(minutes=20)
        [offer] = dispatch(now=moment)
        accept(offer=offer, by=person, now=moment)
        assert CallbackRequest.objects.get().attempts == attempt
    complete_callback(callback=row, reached=False, by=person, now=moment)
    assert (CallbackRequest.objects.get().state, WorkItem.objects.get().state) == ("failed", "done")


def test_the_card_and_the_page_of_a_call(
    client_for: Any, tech: Line, operator: Any, senior: User, other_citizen: Citizen, now: datetime
) -> None:
    from django.utils import timezone

    row, person = asked(tech, timezone.now() - 2 * HOUR), operator(at=timezone.now())
    WorkItem.objects.update(not_before=None)
    [offer] = dispatch(now=timezone.now())
    client, url = client_for(person), f"/desk/line/callbacks/{row.pk}/"
    assert "Заказанный звонок" in client.get("/desk/offers/").content.decode()
    answer = client.post(f"/desk/offers/{offer.pk}/accept/")
    assert answer["Location"] == url
    assert "+7 916 000-00-77" in client.get(url).content.decode()
    masked = client_for(senior).get(url).content.decode()
    assert "000-00-77" not in masked
    assert client_for(senior).post(f"{url}outcome/", {"reached": "1"}).status_code == 403
    assert client_for(other_citizen).get(url).status_code == 404
    assert client.post(f"{url}outcome/", {"reached": "1"}).status_code == 303
    assert CallbackRequest.objects.get().state == "done"
    assert client.post(f"{url}outcome/", {"reached": "1"}).status_code == 422


def test_only_who_has_it_says_how_it_went(
    tech: Line, operator: Any, senior: User, now: datetime
) -> None:
    row, _ = taken(tech, operator, now)
    with pytest.raises(NotAllowed):
        complete_callback(callback=row, reached=True, by=senior, now=now)
    assert CallbackRequest.objects.get().state == "waiting"


def test_a_line_that_never_calls_back_refuses(tech: Line, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        asked(all_lines()["general"], now)
    assert not WorkItem.objects.exists()


# --- rights of the person
def test_erased_the_number_goes_and_nobody_is_called(tech: Line, now: datetime) -> None:
    asked(tech, now)
    subject = Subject(profile_ids=(), user_ids=(), addresses=frozenset({"+79160000077"}))
    [section] = PART.sections(subject)
    assert [line["phone"] for line in section.rows()] == ["+79160000077"]
    PART.erase(subject, now=now)
    row = CallbackRequest.objects.get()
    assert (row.phone, row.phone_index, row.question, row.state) == ("", None, "", "cancelled")
    assert sweep_callbacks(now=now) == 1
    assert WorkItem.objects.get().state == "cancelled"
