"""Reactions to facts of dialogs. Each may run twice and in any order: the present state is read."""

from chat import hints
from chat.actions.continuing import address_of
from chat.models import Dialog, Link
from common import live
from journal.facts import Fact
from notifications.actions import Recipient, notify, of_citizen
from notifications.models import PersonKind


def poke_desk(fact: Fact) -> None:
    """Tell the pages of whoever leads the dialog, or did a moment ago, to fetch their chats again."""
    dialog = Dialog.objects.filter(pk=fact.event.dialog_id).values("operator_id").first()
    if dialog is None:
        return
    people = {dialog["operator_id"], getattr(fact.event, "operator_id", None)} - {None}
    live.poke(*sorted(f"user:{key}" for key in people))


def tell_of_file(fact: Fact) -> None:
    """Let both sides fetch the message again: its file may be opened now, or never."""
    hints.after_commit(hints.frame(hints.STATE, fact.event.dialog_id))


def send_link(fact: Fact) -> None:
    """Send a link to a dialog where it was asked to go; a guest's address has proved nothing (A-15)."""
    link = Link.objects.select_related("dialog__citizen").filter(pk=fact.event.link_id).first()
    if link is None:
        return
    citizen = None if link.address else link.dialog.citizen
    if citizen is not None:
        whole = of_citizen(citizen)
        email, phone = (whole.email, "") if link.channel == "email" else ("", whole.phone)
        recipient = Recipient(whole.kind, whole.id, whole.language, email, phone)
    else:
        way = {"email": link.address} if link.channel == "email" else {"phone": link.address}
        recipient = Recipient(PersonKind.ADDRESS, link.pk, link.dialog.language, **way)
    notify(
        entry_id=fact.entry_id,
        recipient=recipient,
        template=f"chat_{link.purpose}",
        context={"link": address_of(link)},
        anonymous_trigger=citizen is None,
        now=fact.at,
    )
