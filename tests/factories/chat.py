"""Rows of `chat`: dialogs as they stand, guests with their keys."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from accounts.models import Citizen, Team, User
from chat.guests import Guest, guest_of_key, new_key
from chat.models import Dialog, Message
from chat.states import DialogState
from routing.models import Line
from tests.factories.accounts import make_team

WHEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_chat_line(team: Team | None = None, **fields: Any) -> Line:
    """A line of the chat that answers around the clock."""
    code = f"chat-{next(_numbers)}"
    values = {"title": "Чат", "channel": "chat", "team": team or make_team()} | fields
    return Line.objects.create(code=fields.pop("code", code), **values)


def make_guest() -> tuple[str, Guest]:
    """Return the key in a browser's cookie and whose it is."""
    key = new_key()
    guest = guest_of_key(key)
    assert guest is not None
    return key, guest


def make_dialog(
    *,
    citizen: Citizen | None = None,
    guest: Guest | None = None,
    operator: User | None = None,
    line: Line | None = None,
    **fields: Any,
) -> Dialog:
    """A dialog being talked in by `operator`, or opened and not yet asked."""
    line = line or make_chat_line(fields.get("team"))
    moments = {"asked_at": WHEN, "taken_at": WHEN} if operator else {}
    values = {
        "citizen": citizen,
        "guest_digest": guest.digest if guest else None,
        "line": line,
        "team": line.team,
        "operator": operator,
        "state": DialogState.ACTIVE if operator else DialogState.OPENING,
        "opened_at": WHEN,
    } | moments
    return Dialog.objects.create(**(values | fields))


def make_message(dialog: Dialog, **fields: Any) -> Message:
    """A row written straight to its table, with the dialog's next number."""
    dialog.last_seq += 1
    dialog.save(update_fields=["last_seq"])
    values = {"cid": uuid4(), "kind": "text", "side": "citizen", "text": "Здравствуйте", "at": WHEN}
    return Message.objects.create(dialog=dialog, seq=dialog.last_seq, **(values | fields))
