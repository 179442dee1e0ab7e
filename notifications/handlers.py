"""Reactions to facts of people: codes to send, warnings about a changed phone or e-mail."""

from uuid import UUID

from accounts.events import CodeRequested, ContactChanged
from accounts.models import OneTimeCode
from accounts.selectors import code_for_delivery, previous_address
from journal.facts import Fact
from notifications.actions import notify
from notifications.models import PersonKind
from notifications.quiet import MOSCOW
from notifications.recipients import Recipient
from notifications.states import Channel

# Asked for by somebody who has proved nothing yet: limited to three a day per address.
BY_STRANGERS = {
    OneTimeCode.Purpose.SIGNUP,
    OneTimeCode.Purpose.RECOVERY,
    OneTimeCode.Purpose.PUBLIC_STATUS,
}


def send_code(fact: Fact) -> None:
    """Send a one-time code to the address it was asked for."""
    event: CodeRequested = fact.event
    code = code_for_delivery(event.code_id)
    if code is None:
        return
    notify(
        entry_id=fact.entry_id,
        recipient=_address(code.code_id, code.channel, code.address),
        template="one_time_code",
        context={"code": code.code, "purpose": OneTimeCode.Purpose(code.purpose).label},
        anonymous_trigger=code.purpose in BY_STRANGERS,
        now=fact.at,
    )


def warn_old_address(fact: Fact) -> None:
    """Tell the old phone or e-mail that it opens the cabinet no more (A-18)."""
    event: ContactChanged = fact.event
    change = previous_address(event.change_id)
    if not change.old_address:
        return
    what = "телефон" if change.channel == Channel.SMS else "адрес электронной почты"
    notify(
        entry_id=fact.entry_id,
        recipient=_address(change.pk, change.channel, change.old_address),
        template="contact_changed",
        context={
            "what": what,
            "changed_at": f"{change.changed_at.astimezone(MOSCOW):%d.%m.%Y %H:%M}",
        },
        now=fact.at,
    )


def _address(owner_id: UUID, channel: str, address: str) -> Recipient:
    """Return an address as a recipient of its own: nobody's preferences apply to it."""
    if channel == Channel.SMS:
        return Recipient(PersonKind.ADDRESS, owner_id, phone=address)
    return Recipient(PersonKind.ADDRESS, owner_id, email=address)
