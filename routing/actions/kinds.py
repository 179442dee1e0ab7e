"""What waits, by kind: how its offer looks and where its accepted work opens.

An owner app of an upper floor (chat, telephony) registers its kind in `gosuslugi_support/wiring.py`;
the desk draws and accepts offers of any kind without knowing whose they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from common.actors import Acts
from routing.actions.offers import accept
from routing.models import CallbackRequest, Offer, WorkItem
from routing.selectors.callbacks import SUBJECT as CALLBACK
from routing.selectors.callbacks import callback_id_of


@dataclass(frozen=True, slots=True)
class Card:
    """The words of an offer: `icon` of the sprite, the rest is text."""

    icon: str
    title: str
    subject: str
    details: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work. `accepted` takes the offer by the owner's door and returns where the work opens.

    `handed` gives an item to a named person by a leader, where its owner keeps who has it.
    """

    card: Callable[[WorkItem], Card | None]
    accepted: Callable[[Offer, User, datetime], str]
    handed: Callable[[WorkItem, User, Acts, datetime], None] | None = None


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Take a kind in by the name its subjects begin with; called from wiring only."""
    _kinds[name] = kind


def kind_of(subject: str) -> Kind | None:
    """Return the kind of «callback:<uuid>», None for one nobody registered."""
    return _kinds.get(subject.partition(":")[0])


def _callback_card(item: WorkItem) -> Card | None:
    rows = CallbackRequest.objects.select_related("line", "citizen")
    key = callback_id_of(item.subject)
    row = rows.filter(pk=key).first() if key else None
    if row is None:
        return None
    name = row.citizen.full_name if row.citizen else "Имя неизвестно"
    return Card("phone-call", "Заказанный звонок", row.question or row.line.title, name)


def _callback_accepted(offer: Offer, by: User, now: datetime) -> str:
    item = accept(offer=offer, by=by, now=now)
    return reverse("line:callback", args=[callback_id_of(item.subject)])


register(CALLBACK, Kind(_callback_card, _callback_accepted))
