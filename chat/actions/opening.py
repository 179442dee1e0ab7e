"""Doors at the beginning: open a dialog, ask for a person."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import Citizen, User
from accounts.policies import can_write as may_write_at_all
from chat import hints
from chat.actions import queueing
from chat.actions._locking import locked, move
from chat.actions.messages import Words, say, say_event
from chat.events import DialogOpened, OperatorAsked
from chat.guests import Guest
from chat.models import Dialog, Site
from chat.policies import can_ask_operator, can_open
from chat.selectors.dialogs import alive_of
from chat.states import DialogState
from common.actors import Acts
from common.errors import InvalidInput, NotAllowed
from common.ids import new_id
from common.policies import require
from journal import facts as journal
from routing.models import Line
from topics.models import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDialog:
    """How a dialog begins: `words` are the first ones; the phone and name are a guest's."""

    line: Line
    words: Words
    citizen: Citizen | None = None
    name: str = ""
    phone: str = ""
    language: str = "ru"
    topic: Topic | None = None
    confidence: float = 0
    site: Site | None = None


@transaction.atomic
def open_dialog(*, new: NewDialog, by: Acts, now: datetime) -> Dialog:
    """Open a dialog with its first words; whoever is in one already goes on in that one.

    So two tabs, a phone and a laptop have one dialog, and a doubled click opens one.
    """
    citizen = new.citizen if new.citizen is not None else _own_profile(by)
    require(can_open, by, citizen)
    if citizen is not None and not may_write_at_all(citizen, now=now):
        raise NotAllowed("Чат для вас временно ограничен. Причина и срок — в личном кабинете.")
    _one_at_a_time(by)
    alive = alive_of(by)
    if alive is not None:
        say(dialog=alive, words=new.words, by=by, now=now)
        return alive
    if new.line.team is None:
        raise InvalidInput("На этой линии сейчас никто не отвечает в чате.", field="line")
    dialog = Dialog.objects.create(
        id=new_id(),
        citizen=citizen,
        guest_digest=by.digest if isinstance(by, Guest) else None,
        name=new.name,
        phone=new.phone,
        site=new.site,
        line=new.line,
        team=new.line.team,
        language=new.language,
        topic=new.topic,
        confidence=new.confidence,
        opened_at=now,
    )
    journal.record(DialogOpened(dialog_id=dialog.pk, line=new.line.code), by=by, at=now)
    say(dialog=dialog, words=new.words, by=by, now=now)
    dialog.refresh_from_db()
    return dialog


@transaction.atomic
def ask_operator(*, dialog: Dialog, by: Acts, now: datetime) -> Dialog:
    """Put the dialog into the queue for a person; asked again while waiting, nothing changes."""
    dialog = locked(dialog)
    if dialog.state in {DialogState.WAITING, DialogState.ACTIVE}:
        return dialog
    require(can_ask_operator, by, dialog)
    move(dialog, DialogState.WAITING)
    dialog.asked_at = now
    dialog.save(update_fields=["state", "asked_at"])
    journal.record(OperatorAsked(dialog_id=dialog.pk, team_id=dialog.team_id), by=by, at=now)
    say_event(dialog=dialog, event="operator_asked", by=by, now=now)
    queueing.follow(dialog=dialog, by=by, now=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    dialog.refresh_from_db()
    return dialog


# --- steps of the doors
def _own_profile(by: Acts) -> Citizen | None:
    profile: Any = getattr(by, "citizen", None) if isinstance(by, User) else None
    return profile


def _one_at_a_time(by: Acts) -> None:
    """Let one person open one dialog at a time: the second of two clicks finds the first's."""
    key = zlib.crc32(f"{by.actor.kind}:{by.actor.id}".encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY, key])


ADVISORY = 6_001  # the first half of the lock's key: this door
