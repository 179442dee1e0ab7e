"""A fact to notify about, people to tell, and gateways that fail on request.

Models are imported inside the fixtures: this file is loaded before Django is set up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from notifications.gateways.base import GatewayError, OutgoingEmail, OutgoingSms, Taken

CONTEXT = {"number": "300000001", "link": "http://localhost:8000/tickets/300000001/"}


@pytest.fixture
def make_entry(db: None, now: datetime) -> Callable[[], int]:
    """Return a function that writes a fact and gives its id."""
    from common.actors import SYSTEM
    from journal.models import Entry

    def make() -> int:
        return Entry.objects.create(
            event="tickets.TicketRegistered", subject="ticket:1", actor_kind=SYSTEM.kind, at=now
        ).pk

    return make


@dataclass
class FakeGateway:
    """Takes everything and remembers it; `failures` are raised first, one a message."""

    failures: list[Exception] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)

    def send(self, message: OutgoingEmail | OutgoingSms) -> Taken:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return Taken((f"id-{message.delivery_id}",))

    def listen(self) -> None:
        return


@dataclass(frozen=True)
class Gateways:
    email: FakeGateway
    sms: FakeGateway


@pytest.fixture
def gateways(monkeypatch: pytest.MonkeyPatch) -> Gateways:
    """Put fakes in place of both gateways: for the pure part; the wire has its own tests."""
    from notifications import outlets

    pair = Gateways(FakeGateway(), FakeGateway())
    monkeypatch.setattr(outlets, "email_gateway", lambda: pair.email)
    monkeypatch.setattr(outlets, "sms_gateway", lambda: pair.sms)
    return pair


def outage(delivery_id: UUID | None = None) -> GatewayError:
    return GatewayError("не отвечает.", permanent=False, outage=True)


def refusal(*, permanent: bool) -> GatewayError:
    return GatewayError("не принимает.", permanent=permanent)
