"""A guest who signs in keeps the dialogs of this browser: they move into the cabinet.

Two proofs at once: the session says who it is, the guest's key in the same browser that the dialog is
theirs. A number that was only typed proves nothing. The browser may be shared, so the person is asked.
"""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from accounts.actions.contacts import end_contact, open_contact
from accounts.models import Contact, User
from chat import hints
from chat.actions._locking import locked
from chat.actions.messages import say_event
from chat.events import DialogClaimed
from chat.guests import Guest
from chat.models import Dialog
from chat.policies import can_claim, owns
from chat.selectors.dialogs import NOT_FOUND
from chat.states import DialogState
from common.actors import SYSTEM
from common.policies import require
from journal import facts as journal


@transaction.atomic
def claim_dialog(*, dialog: Dialog, guest: Guest, by: User, now: datetime) -> Dialog:
    """Give a guest's dialog to who has signed in; the browser's key opens it no longer."""
    dialog = locked(dialog)
    if not owns(guest, dialog):
        raise Http404(NOT_FOUND)
    require(can_claim, by, dialog)
    dialog.citizen, dialog.guest_digest = by.citizen, None
    if dialog.state == DialogState.ACTIVE:
        dialog.contact = _contact_now_known(dialog, now=now)
    dialog.save(update_fields=["citizen", "guest_digest", "contact"])
    say_event(dialog=dialog, event="signed_in", by=by, now=now)
    journal.record(DialogClaimed(dialog.pk), by=by, at=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    dialog.refresh_from_db()
    return dialog


def _contact_now_known(dialog: Dialog, *, now: datetime) -> Contact | None:
    """Go on in a conversation that knows who it is: the sign-in has proved it."""
    if dialog.operator is None:
        return dialog.contact
    if dialog.contact is not None:
        end_contact(contact=dialog.contact, by=SYSTEM, now=now)
    return open_contact(
        citizen=dialog.citizen,
        channel=Contact.Channel.CHAT,
        by=dialog.operator,
        now=now,
        is_signed_in=True,
    )
