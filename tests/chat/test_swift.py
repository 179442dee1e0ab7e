"""The hot path: what it stores and tells is what the doors would, and it stores nothing when anything has changed."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.models import Membership, User
from chat import hints, hub, policies, socket_work, swift
from chat.actions.messages import Words, say
from chat.line import Line
from chat.models import Dialog, Message
from chat.protocol import Send
from chat.selectors.dialogs import side_of
from chat.slight import Rights
from chat.socket_work import Seat, Stood
from chat.statements import RIGHTS
from tests.chat.tabs import tab_of
from tests.factories.chat import make_dialog, make_guest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    made = Line()
    yield made
    made.close()


@pytest.fixture
def seat_of(client_for: Any) -> Callable[..., Seat]:
    """Return a function that seats a person as the handshake and `open` do."""

    def seated(person: Any) -> Seat:
        name = settings.SESSION_COOKIE_NAME
        user = getattr(person, "user", person)
        seat = Seat(client_for(person).cookies[name].value, None, Stood(user))
        socket_work.standing([seat])
        return seat

    return seated


def said(dialog: Dialog, text: str, *, is_inner: bool = False) -> Send:
    return Send(dialog.pk, uuid4(), text, None, (), (), is_inner)


def stored_in(dialog: Dialog) -> list[dict[str, Any]]:
    """Return what a reader of the tables may compare: everything but ids and moments."""
    found = []
    for row in Message.objects.filter(dialog=dialog).order_by("seq"):
        values = model_to_dict(row, exclude=["dialog", "cid", "at"])
        found.append(values | {"text": row.text, "has_moment": row.at is not None})
    return found


def moved(dialog: Dialog) -> tuple[Any, ...]:
    dialog.refresh_from_db()
    moments = (dialog.citizen_wrote_at, dialog.operator_wrote_at, dialog.first_reply_at)
    return (dialog.last_seq, *(moment is not None for moment in moments))


async def test_it_stores_and_tells_what_the_doors_would(
    line: Line, seat_of: Any, citizen: Any, olga_operator: Any, team_a: Any
) -> None:
    make = sync_to_async(make_dialog)
    one, other = [await make(citizen=citizen, operator=olga_operator, team=team_a) for _ in "ab"]
    person, operator = [await sync_to_async(seat_of)(each) for each in (citizen, olga_operator)]
    texts = ((person, "Мой СНИЛС 112-233-445 95", False), (operator, "Вижу", False))
    texts += ((operator, "Заметка", True), (person, "  Спасибо  ", False))
    batches = {
        dialog.pk: [(seat, said(dialog, text, is_inner=inner)) for seat, text, inner in texts]
        for dialog in (one, other)
    }
    watchers = {dialog.pk: [person, operator] for dialog in (one, other)}
    swiftly = await swift.store(line, batches[one.pk], {}, watchers)
    assert swiftly is not None
    await sync_to_async(socket_work.store)(batches[other.pk], watchers)
    assert await sync_to_async(stored_in)(one) == await sync_to_async(stored_in)(other)
    assert await sync_to_async(moved)(one) == await sync_to_async(moved)(other) == (4, *[True] * 3)
    answers, news, frames = swiftly
    assert [text.partition('"seq":')[2][0] for text in answers] == ["1", "2", "3", "4"]
    assert frames == [hints.rows_hint(one.pk, 4)]
    assert news.places.keys() == {(person, one.pk), (operator, one.pk)}
    assert [len(texts) for _, texts in news.rows[one.pk]] == [2, 2, 1, 2]  # a note is for staff
    again = await swift.read(line, {one.pk: 0}, {one.pk: [person, operator]})
    read = await sync_to_async(socket_work.read_news)({one.pk: {"rows"}}, watchers)
    assert again is not None
    assert again.rows == read.rows == news.rows
    assert again.places == {key: place for key, place in read.places.items() if key[1] == one.pk}


CHANGES: dict[str, Callable[[Dialog, Any], Any]] = {
    "the talk has ended": lambda dialog, by: Dialog.objects.update(state="wrap_up"),
    "the dialog is somebody else's": lambda dialog, by: Dialog.objects.update(
        operator=None, state="waiting"
    ),
    "the guest's browser is known": lambda dialog, by: Dialog.objects.update(
        guest_digest=b"1" * 32
    ),
    "the account is switched off": lambda dialog, by: User.objects.update(is_active=False),
    "the role has changed": lambda dialog, by: User.objects.filter(pk=by.pk).update(role="auditor"),
    "the team is left": lambda dialog, by: Membership.objects.filter(user=by.pk).delete(),
    "the session has ended": lambda dialog, by: Session.objects.all().delete(),
    "the session has expired": lambda dialog, by: Session.objects.update(
        expire_date=Session.objects.first().expire_date - timedelta(days=99)  # type: ignore[union-attr]
    ),
}


async def test_w05_it_stores_nothing_once_anything_has_changed_by_sql_alone(
    line: Line, seat_of: Any, citizen: Any, olga_operator: Any, team_a: Any
) -> None:
    for change, made in CHANGES.items():
        await sync_to_async(olga_operator.save)()
        await sync_to_async(Membership.objects.get_or_create)(user=olga_operator, team=team_a)
        dialog = await sync_to_async(make_dialog)(
            citizen=citizen, operator=olga_operator, team=team_a
        )
        operator, known = await sync_to_async(seat_of)(olga_operator), {}
        assert await swift.store(line, [(operator, said(dialog, "Раз"))], known, {}), change
        await sync_to_async(made)(dialog, olga_operator)
        assert await swift.store(line, [(operator, said(dialog, "Два"))], known, {}) is None, change
        assert await sync_to_async(Message.objects.filter(dialog=dialog).count)() == 1
        assert (await sync_to_async(Dialog.objects.get)(pk=dialog.pk)).last_seq == 1
        if "dialog" not in change and "talk" not in change and "guest" not in change:
            operator.stood = operator.stood._replace(at=0.0)
            assert await swift.read(line, {dialog.pk: 0}, {dialog.pk: [operator]}) is None, change


async def test_a_senders_id_that_is_taken_stops_the_whole_batch(
    line: Line, seat_of: Any, citizen: Any
) -> None:
    dialog = await sync_to_async(make_dialog)(citizen=citizen)
    person = await sync_to_async(seat_of)(citizen)
    first = (person, said(dialog, "Один раз"))
    known: dict[Any, Any] = {}
    assert await swift.store(line, [first], known, {}) is not None
    assert await swift.store(line, [(person, said(dialog, "Ещё")), first], known, {}) is None
    assert await sync_to_async(Message.objects.count)() == 1
    assert swift.parted([first, first], {dialog.pk}) == ([], [0, 1])
    assert swift.parted([first, first], {}) == ([], [0, 1])


def test_policies_of_words_look_at_nothing_but_the_rights(
    citizen: Any, olga_operator: Any, team_a: Any, django_assert_num_queries: Any
) -> None:
    _, guest = make_guest()
    made = make_dialog(citizen=citizen, operator=olga_operator, team=team_a)
    dialog: Any = Rights(*(getattr(made, name) for name in RIGHTS))
    people = [citizen.user, olga_operator, guest]
    olga_operator.team_ids()
    assert citizen.user.citizen.pk == made.citizen_id
    with django_assert_num_queries(0):
        for by in people:
            rights = (policies.can_read, policies.can_write, policies.can_note, policies.can_mark)
            found = [can(by, dialog) for can in rights]
            side_of(by, dialog)
            assert any(found) == (by is not guest)


async def test_plain_words_of_a_socket_go_the_swift_way(
    client_for: Any, citizen: Any, olga_operator: Any, team_a: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = await sync_to_async(make_dialog)(citizen=citizen, operator=olga_operator, team=team_a)
    page, desk = await tab_of(client_for, citizen), await tab_of(client_for, olga_operator)
    for tab in (page, desk):
        assert await tab.open() is None
        await tab.enter(dialog)

    def refuse(*args: Any) -> None:
        raise AssertionError("the careful way")

    monkeypatch.setattr(socket_work, "store", refuse)
    monkeypatch.setattr(socket_work, "read_news", refuse)
    for number in range(1, 4):
        await page.send(dialog, f"Раз {number}")
        assert (await page.hear("ack"))["seq"] == number
        assert (await desk.hear("row"))["row"]["text"] == f"Раз {number}"
    words = Words(cid=uuid4(), text="Из страницы")
    await sync_to_async(say)(dialog=dialog, words=words, by=citizen.user, now=timezone.now())
    hub.hub().look(dialog.pk, hints.ROWS)
    assert (await desk.hear("row"))["row"]["text"] == "Из страницы"
    for tab in (page, desk):
        await tab.close()
