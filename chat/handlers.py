"""Reactions to facts of dialogs. Each may run twice and in any order: the present state is read."""

from chat.models import Dialog
from common import live
from journal.facts import Fact


def poke_desk(fact: Fact) -> None:
    """Tell the pages of whoever leads the dialog, or did a moment ago, to fetch their chats again."""
    dialog = Dialog.objects.filter(pk=fact.event.dialog_id).values("operator_id").first()
    if dialog is None:
        return
    people = {dialog["operator_id"], getattr(fact.event, "operator_id", None)} - {None}
    live.poke(*sorted(f"user:{key}" for key in people))
