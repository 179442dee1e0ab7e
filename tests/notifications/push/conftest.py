"""A push service in threads of its own, and colleagues whose browsers agreed to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from neighbours.options import Options
from neighbours.push import PushService

KEY = "A" * 42 + "E"  # a private key of P-256 for tests only


@pytest.fixture
def service(options: Options) -> Iterator[PushService]:
    house = PushService(replace(options, push_port=0))
    house.start_now()
    yield house
    house.stop_now()


@pytest.fixture
def options(tmp_path: Any) -> Options:
    return Options(folder=tmp_path)


@pytest.fixture
def house(service: PushService, settings: Any, monkeypatch: pytest.MonkeyPatch) -> PushService:
    """The service, listed in the settings with the house's key; no gateway of an earlier test."""
    from notifications import outlets
    from notifications.views import bell

    settings.VAPID_PRIVATE_KEY = KEY
    settings.PUSH_SERVICES = [service.url]
    for kept in (outlets.push_gateway, bell._push_key):
        kept.cache_clear()
    monkeypatch.setattr("common.watching.watching", lambda people, at: set())
    return service


@pytest.fixture
def subscribe(house: PushService, now: datetime) -> Callable[..., Any]:
    """Return a function: a new browser of a colleague, subscribed; gives its subscription."""
    from django.test import Client

    from accounts.actions.own_sessions import begin_session
    from notifications.actions import Browser, subscribe_browser
    from notifications.gateways.webpush import public_key

    def make(person: Any) -> dict[str, Any]:
        client = Client()
        client.force_login(person)
        key = str(client.session.session_key)
        begin_session(user=person, key=key, device="", address="", now=now)
        given = house.make_browser(public_key(KEY))
        browser = Browser(given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"])
        subscribe_browser(person=person, browser=browser, session_key=key, by=person, now=now)
        return {**given, "client": client}

    return make


@pytest.fixture
def ring(make_entry: Callable[[], int], now: datetime) -> Callable[..., int]:
    """Return a function: tell people of an appeal."""
    from notifications.actions import Ring, tell_staff

    def tell(ticket: Any, *people: Any, kind: str = "citizen_wrote", at: datetime = now) -> int:
        keys = [person.pk for person in people]
        return tell_staff(ring=Ring(make_entry(), kind, f"ticket:{ticket.pk}", keys), now=at)

    return tell
