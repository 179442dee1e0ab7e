"""What the chat shows on pages of the floors below, and how its work is offered; wiring puts it there."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.policies import can_open_desk
from chat.actions.handing_over import Receiver, hand_over
from chat.actions.leading import accept_offer
from chat.actions.queueing import dialog_of, open_hand_over
from chat.models import Dialog, HandOver
from chat.policies import can_read, is_worker
from chat.selectors.faces import file_face
from chat.selectors.files import shown_files
from chat.selectors.people import languages
from chat.selectors.summary import first_words, lines_of, summary_of
from common.actors import Acts
from common.slots import Panel
from routing.actions.kinds import Card, Kind
from routing.models import CallbackRequest, Offer, WorkItem
from tickets.models import Ticket


# --- an offer
def _card(item: WorkItem) -> Card | None:
    dialog = dialog_of(item.subject)
    if dialog is None:
        return None
    details = [dialog.topic.title if dialog.topic else "Тема не определена"]
    if dialog.language != "ru":
        details.append(languages().get(dialog.language, dialog.language))
    given = open_hand_over(dialog)
    if given is not None:
        details.append(f"передаёт {given.by.full_name}" if given.by else "вернулся в очередь")
        if given.why:
            details.append(str(given.why))
    words = first_words(list(dialog.messages.order_by("seq")[:10]))
    return Card("channel-chat", "Разговор в чате", words, " · ".join(details))


def _accepted(offer: Offer, by: User, now: datetime) -> str:
    return address_of(accept_offer(offer=offer, by=by, now=now))


def _handed(item: WorkItem, to: User, by: Acts, now: datetime) -> None:
    dialog = dialog_of(item.subject)
    if dialog is not None:
        receiver = Receiver(to=HandOver.To.OPERATOR, operator=to)
        hand_over(dialog=dialog, receiver=receiver, by=by, now=now)


def address_of(dialog: Dialog) -> str:
    return reverse("chats:dialog", args=[dialog.pk])


DIALOG = Kind(_card, _accepted, _handed)


# --- places of the desk
def _opens_desk(request: Any, _thing: Any) -> bool:
    return can_open_desk(request.user)


def _works(request: Any, _thing: Any) -> bool:
    return is_worker(request.user)


CHATS_LINK = Panel("Чаты", "chat/desk/_nav.html", may_see=_opens_desk)


def _of_callback(_request: Any, callback: CallbackRequest) -> dict[str, Any]:
    """The dialog a call was promised in: who calls knows all of it, so nothing is asked twice."""
    rows = HandOver.objects.filter(callback=callback).select_related("dialog__topic", "dialog")
    given = rows.order_by("-at").first()
    if given is None:
        return {}
    lines = lines_of(given.dialog, with_inner=True)
    return {"dialog": given.dialog, "summary": summary_of(given.dialog), "lines": lines}


CALLBACK_DIALOG = Panel("Разговор в чате", "chat/desk/_callback.html", _of_callback, _works)


def _of_ticket(request: Any, ticket: Ticket) -> dict[str, Any]:
    """The dialogs an appeal was made of, and their files: who works on it sees them, whatever the team."""
    rows = Dialog.objects.filter(ticket=ticket).select_related("operator").order_by("-opened_at")
    dialogs = list(rows[:5])
    files = shown_files(dialogs)
    return {
        "dialogs": [
            (one, can_read(request.user, one), list(map(file_face, files.get(one.pk, ()))))
            for one in dialogs
        ]
    }


TICKET_DIALOGS = Panel("Чаты", "chat/desk/_ticket.html", _of_ticket, _works)
