"""An operator takes a dialog: by an accepted offer, or by hand from those that wait."""

from datetime import datetime

from django.db import transaction

from accounts.actions.contacts import end_contact, open_contact, take_over_contact
from accounts.models import Contact, User
from chat import hints
from chat.actions import queueing
from chat.actions._locking import locked, move
from chat.actions.messages import say_event
from chat.events import DialogTaken, TopicSet
from chat.models import Dialog
from chat.policies import can_take_dialog, can_write_up
from chat.states import DialogState
from common.actors import SYSTEM
from common.errors import DomainError
from common.policies import require
from journal import facts as journal
from routing.actions import offers
from routing.models import Offer
from topics.models import Topic


class DialogGone(DomainError):
    """Somebody else was quicker, or the citizen left."""

    code = "dialog_gone"


@transaction.atomic
def take_dialog(*, dialog: Dialog, by: User, now: datetime) -> Dialog:
    """Begin to talk. Pressed twice, it is taken once; raises DialogGone when it is not waiting.

    The conversation (decisions 5) goes on with whoever takes it: nobody is asked twice who they are.
    """
    dialog = locked(dialog)
    if dialog.state == DialogState.ACTIVE and dialog.operator_id == by.pk:
        return dialog
    if dialog.state != DialogState.WAITING:
        raise DialogGone("Этот разговор уже ведёт коллега, или гражданин ушёл.")
    require(can_take_dialog, by, dialog)
    move(dialog, DialogState.ACTIVE)
    dialog.operator, dialog.reminded_at = by, None
    dialog.taken_at = dialog.taken_at or now
    dialog.contact = _contact(dialog, by=by, now=now)
    dialog.save(update_fields=["state", "operator", "reminded_at", "taken_at", "contact"])
    queueing.end_hand_over(dialog, by=by, now=now)
    say_event(dialog=dialog, event="operator_joined", by=by, now=now)
    journal.record(DialogTaken(dialog_id=dialog.pk, operator_id=by.pk), by=by, at=now)
    queueing.follow(dialog=dialog, by=by, now=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    dialog.refresh_from_db()
    return dialog


@transaction.atomic
def accept_offer(*, offer: Offer, by: User, now: datetime) -> Dialog:
    """Accept an offered dialog: the queue's door and the dialog's, both or neither (decisions 4)."""
    item = offers.accept(offer=offer, by=by, now=now)
    dialog = queueing.dialog_of(item.subject)
    if dialog is None:
        raise DialogGone("Этого разговора больше нет.")
    return take_dialog(dialog=dialog, by=by, now=now)


@transaction.atomic
def set_topic(*, dialog: Dialog, topic: Topic, by: User, now: datetime) -> Dialog:
    """Say what it is about: confirm the guess or name another. The same again changes nothing."""
    dialog = locked(dialog)
    require(can_write_up, by, dialog)
    if dialog.topic_id == topic.pk and dialog.confidence == 1:
        return dialog
    dialog.topic, dialog.confidence = topic, 1
    dialog.save(update_fields=["topic", "confidence"])
    journal.record(TopicSet(dialog_id=dialog.pk, topic=topic.code), by=by, at=now)
    return dialog


# --- steps of the doors
def _contact(dialog: Dialog, *, by: User, now: datetime) -> Contact:
    """Return the conversation of the dialog, led by `by` from now on."""
    if dialog.contact is not None and dialog.contact.ended_at is None:
        return take_over_contact(contact=dialog.contact, by=by, now=now)
    _end_earlier(dialog, by=by, now=now)
    return open_contact(
        citizen=dialog.citizen,
        channel=Contact.Channel.CHAT,
        by=by,
        now=now,
        is_signed_in=dialog.citizen is not None and dialog.guest_digest is None,
    )


def _end_earlier(dialog: Dialog, *, by: User, now: datetime) -> None:
    """End the conversation of an earlier dialog of the same person that is still being written up."""
    if dialog.citizen_id is None:
        return
    earlier = Contact.objects.filter(
        operator=by, citizen=dialog.citizen_id, channel=Contact.Channel.CHAT, ended_at=None
    )
    for contact in earlier:
        end_contact(contact=contact, by=SYSTEM, now=now)
