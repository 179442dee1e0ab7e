"""How sockets come in: the handshakes and opened dialogs of a moment are asked for together.

After a break all come back at once (F-14): a thousand sockets must not be ten thousand statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.selectors import users_of_sessions
from chat.guests import guest_of_key
from chat.models import Dialog, VoiceCall
from chat.policies import can_read
from chat.selectors.faces import faces_after, marks_of
from chat.selectors.states import state_of
from chat.selectors.voice import alive_calls
from chat.socket_work import Place, Seat, Stood, place_of, row_text, standing, text_of

Keys = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Entered:
    """A page of a dialog somebody opens; `opened` is the frame after the last page, else None."""

    place: Place
    frames: list[str]
    upto: int
    opened: str | None


def seats_of(keys: Sequence[Keys]) -> list[Seat | None]:
    """Return the seats of session and guest keys: a user, else a guest who has a dialog, else None (W-03)."""
    users = users_of_sessions(session for session, _ in keys if session)
    guests = {guest: guest_of_key(guest) for _, guest in keys}
    digests = [guest.digest for guest in guests.values() if guest is not None]
    rows = Dialog.objects.filter(guest_digest__in=digests) if digests else Dialog.objects.none()
    known = {
        bytes(digest or b"") for digest in rows.values_list("guest_digest", flat=True).distinct()
    }
    seats: list[Seat | None] = []
    for session, key in keys:
        guest = guests[key]
        if session in users:
            seats.append(Seat(session, None, Stood(users[session])))
        elif guest is not None and guest.digest in known:
            seats.append(Seat(None, guest, Stood(guest)))
        else:
            seats.append(None)
    return seats


def enter(asked: Sequence[tuple[Seat, UUID, int]]) -> list[Entered | None]:
    """Read a page of rows after a number for each; None where there is no such dialog for them."""
    known = standing(seat for seat, _, _ in asked)
    related = ("operator", "ticket")
    dialogs = Dialog.objects.select_related(*related).in_bulk({pk for _, pk, _ in asked})
    calls = alive_calls(dialogs)
    entered: list[Entered | None] = []
    for seat, pk, after in asked:
        by, dialog = known.get(seat), dialogs.get(pk)
        is_seen = by is not None and dialog is not None and can_read(by, dialog)
        entered.append(_entered(by, dialog, after, calls) if is_seen and dialog else None)
    return entered


def _entered(by: Any, dialog: Dialog, after: int, calls: Mapping[UUID, VoiceCall]) -> Entered:
    place = place_of(by, dialog)
    # Everything is told already, as after most breaks: no rows to read.
    if after >= dialog.last_seq:
        return Entered(place, [], after, _opened(dialog, place, after, calls))
    faces, found = faces_after(dialog, after, side=place.side)
    frames = [row_text(dialog.pk, face) for face in faces]
    opened = _opened(dialog, place, max(found.upto, after), calls) if found.is_all else None
    return Entered(place, frames, found.upto, opened)


def _opened(dialog: Dialog, place: Place, seq: int, calls: Mapping[UUID, VoiceCall]) -> str:
    told = {
        "op": "opened",
        "dialog": str(dialog.pk),
        "seq": seq,
        "state": state_of(dialog, side=place.side, now=timezone.now(), calls=calls),
        "marks": marks_of(dialog),
    }
    return text_of(told)
