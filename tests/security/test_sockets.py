"""Sockets end with what opened them: A-05 logout, A-06 changes of a person, A-12 half a sign-in, Z-10."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone

from accounts.actions import sessions, staff
from accounts.models import Role, User
from tests.factories.accounts import PASSWORD, make_staff
from tests.tickets.conftest import desk, ticket
from tests.tickets.test_consumers import Tab, tab, tell

__all__ = ["desk", "tab", "ticket"]
pytestmark = pytest.mark.django_db(transaction=True)
PROFILE = "/account/profile/"
SESSION = settings.SESSION_COOKIE_NAME


async def tabs_of(client: Any, number: int) -> list[Tab]:
    """Open so many tabs of one browser."""
    made = [Tab(client.cookies[SESSION].value) for _ in range(number)]
    for one in made:
        assert await one.open() == (True, None)
    return made


async def all_closed(tabs: list[Tab]) -> list[int]:
    """The codes the tabs were closed with; whoever is still open after two seconds fails the test."""
    codes = []
    for one in tabs:
        async with asyncio.timeout(2):
            frame = await one.socket.receive_output(2)
        codes.append(frame["code"] if frame["type"] == "websocket.close" else frame)
    return codes


async def closed_by_browser(tabs: list[Tab]) -> None:
    for one in tabs:
        await one.close()


async def silent(tabs: list[Tab]) -> bool:
    return all([await one.socket.receive_nothing(0.3) for one in tabs])


async def test_a05_logout_closes_every_socket_of_the_browser_and_only_those(
    client_for: Callable[..., Any], olga_operator: User, team_a: Any
) -> None:
    client, other = [await sync_to_async(client_for)(olga_operator) for _ in range(2)]
    tabs, [stays] = await tabs_of(client, 3), await tabs_of(other, 1)
    for one in (*tabs, stays):
        await one.listen(f"team:{team_a.pk}")
    cookie = client.cookies[SESSION].value
    response = await sync_to_async(client.post)("/account/logout/")
    assert response.status_code == 303
    assert await all_closed(tabs) == [4401] * 3
    await tell(f"team:{team_a.pk}")
    assert await stays.hear() == {"topic": f"team:{team_a.pk}"}
    assert await silent(tabs)
    client.cookies[SESSION] = cookie
    replayed = await sync_to_async(client.get)(PROFILE)
    assert replayed["Location"].startswith("/account/login/")
    assert await Tab(cookie).open() == (False, 4401)
    await closed_by_browser([*tabs, stays])


def password_changed(user: User, by: User, now: datetime) -> None:
    sessions.change_password(user=user, password="novye-slova-2026", by=user, now=now)


def factor_changed(user: User, by: User, now: datetime) -> None:
    sessions.note_second_factor(user=user, change="added", method="totp", now=now)


def others_ended(user: User, by: User, now: datetime) -> None:
    sessions.end_sessions(user=user, by=by, now=now)


def role_lost(user: User, by: User, now: datetime) -> None:
    staff.change_role(user=user, role=Role.EDITOR, by=by, now=now)


def deactivated(user: User, by: User, now: datetime) -> None:
    staff.deactivate(user=user, by=by, now=now)


@pytest.mark.parametrize(
    "change", [password_changed, factor_changed, others_ended, role_lost, deactivated]
)
async def test_a06_each_change_of_a_person_ends_sessions_and_sockets(
    change: Callable[..., None],
    client_for: Callable[..., Any],
    administrator: User,
    team_a: Any,
) -> None:
    if change is others_ended:
        person = by = administrator
    else:
        person, by = (
            await sync_to_async(make_staff)("rita@example.org", teams=[team_a]),
            administrator,
        )
    browsers = [await sync_to_async(client_for)(person) for _ in range(2)]
    tabs = [tab for browser in browsers for tab in await tabs_of(browser, 1)]
    began = time.monotonic()
    await sync_to_async(change)(person, by, timezone.now())
    assert await all_closed(tabs) == [4401, 4401]
    await closed_by_browser(tabs)
    assert time.monotonic() - began < 2
    for browser in browsers:
        cookie = browser.cookies[SESSION].value
        answer = await sync_to_async(browser.get)(PROFILE)
        assert answer["Location"].startswith("/account/login/")
        assert await Tab(cookie).open() == (False, 4401)


async def test_a06_recovery_by_a_code_ends_the_thiefs_sockets(
    client_for: Callable[..., Any], citizen: Any
) -> None:
    from django.test import Client

    from tests.accounts.test_code_pages import last_code

    thief = await sync_to_async(client_for)(citizen)
    tabs = await tabs_of(thief, 2)

    def recover() -> int:
        owner = Client()
        owner.post("/account/recovery/", {"identifier": citizen.email})
        owner.post("/account/code/", {"code": last_code()})
        fresh = {"password": "novye-slova-2026"}
        return int(owner.post("/account/recovery/password/", fresh).status_code)

    assert await sync_to_async(recover)() == 303
    assert await all_closed(tabs) == [4401, 4401]
    await closed_by_browser(tabs)


async def test_a12_socket_of_a_password_alone_is_refused(
    client_for: Callable[..., Any], olga_operator: User, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client = await sync_to_async(client_for)(olga_operator)
    assert await Tab(client.cookies[SESSION].value).open() == (False, 4401)

    def by_password() -> Any:
        from django.test import Client

        stranger = Client()
        data = {"identifier": olga_operator.email, "password": PASSWORD}
        stranger.post("/account/login/", data)
        return stranger.cookies[SESSION].value

    assert await Tab(await sync_to_async(by_password)()).open() == (False, 4401)


async def test_z10_appeal_moved_away_sends_no_frame_to_the_old_team(
    tab: Any,
    client_for: Callable[..., Any],
    ticket: Any,
    olga_operator: User,
    oleg_operator: User,
    senior: User,
    team_b: Any,
    citizen: Any,
) -> None:
    topic = f"ticket:{ticket.pk}"
    old, desk_page = await tab(olga_operator), f"/desk/{ticket.number}/"
    await old.listen(topic, f"presence:{ticket.pk}")
    mover, reader, author = [
        await sync_to_async(client_for)(person) for person in (senior, olga_operator, citizen)
    ]
    assert (await sync_to_async(reader.get)(desk_page)).status_code == 200
    to = {"team": str(team_b.pk), "reason": "Их тема", "to": ""}
    moved = await sync_to_async(mover.post)(f"{desk_page}team/", to)
    assert moved.status_code == 303
    assert (await sync_to_async(reader.get)(desk_page)).status_code == 404
    new = await tab(oleg_operator)
    await new.listen(topic)
    words = {"body": "Ещё одно слово", "client_key": "k-1"}
    sent = await sync_to_async(author.post)(f"/cabinet/{ticket.number}/messages/", words)
    assert sent.status_code == 303
    await tell(topic)
    assert await new.hear() == {"topic": topic}
    await tell(f"presence:{ticket.pk}")
    assert await old.hears_nothing()
    await old.say({"subscribe": [topic]})
    assert await old.hear() == {"error": "not_found"}
