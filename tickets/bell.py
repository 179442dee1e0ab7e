"""The bells of colleagues: who is told of what happened to an appeal, and how an appeal is shown there.

Reactions (`ring`, `ring_offer`, `settle`) run by the worker; each may run twice. Who gets letters is
in `tickets/notices.py`; here is the page and Web Push, and both ask the same people.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.actors import STAFF
from journal.facts import Fact
from notifications.actions import Ring, settle_notices, tell_staff
from notifications.selectors import Shown
from routing.models import Offer
from tickets import events
from tickets.models import Ticket, TransferOffer
from tickets.notices import notices_for
from tickets.selectors.transfers import asked_in, transfers_of
from tickets.selectors.visibility import visible_to
from tickets.selectors.watching import watchers_of

# Event of `tickets.notices` -> kind of the bell: colleagues who get the letter get the line.
AS_LETTERS: dict[type, str] = {
    events.CitizenWrote: "citizen_wrote",
    events.ClockWarned: "sla_warning",
    events.ClockBreached: "sla_breached",
    events.ClockEscalated: "sla_breached",
    events.TicketEscalated: "escalated",
    events.RecheckRequested: "recheck",
    events.AnswerProposed: "approval",
    events.AnswerRejected: "rejected",
}


def ring(fact: Fact) -> None:
    """Tell colleagues of a fact on their page and by push; never who did it themselves."""
    kind, people = _told(fact)
    # Who is asked to take an appeal over can't see it yet: their line is about the question.
    asked = kind == "transfer"
    thing = f"transfer:{fact.event.offer_id}" if asked else f"ticket:{fact.event.ticket_id}"
    _tell(fact, kind, people, thing)


def ring_watchers(fact: Fact) -> None:
    """Tell who follows an appeal that something is new; its owner hears of it another way."""
    ticket = Ticket.objects.defer("search", "client_digest").get(pk=fact.event.ticket_id)
    people = [one.pk for one in watchers_of(ticket) if one.pk != ticket.assignee_id]
    _tell(fact, "watched", people, f"ticket:{ticket.pk}")


def ring_offer(fact: Fact) -> None:
    """Tell the operator of an offer; on an open desk its card stands already."""
    offer = Offer.objects.filter(pk=fact.event.offer_id, outcome=Offer.Outcome.OPEN).first()
    if offer is not None:
        _tell(fact, "offer", [fact.event.operator_id], f"offer:{offer.pk}")


def settle_offer(fact: Fact) -> None:
    """Mark the line of an answered offer read."""
    thing = f"offer:{fact.event.offer_id}"
    settle_notices(person_id=fact.event.operator_id, thing=thing, now=timezone.now(), until=fact.at)


def settle(fact: Fact) -> None:
    """Mark read what a colleague was told of an appeal before they opened it or wrote in it."""
    if fact.actor.kind == STAFF:
        settle_notices(
            person_id=UUID(fact.actor.id),
            thing=f"ticket:{fact.event.ticket_id}",
            now=timezone.now(),
            until=fact.at,
        )


def tickets_shown(reader: User, keys: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return what a reader's bell says of appeals: number, topic, state; only of visible ones."""
    rows = visible_to(reader).filter(pk__in=list(keys)).select_related("topic")
    return {
        ticket.pk: Shown(
            f"{ticket.number} · {ticket.topic or 'тема не указана'}",
            reverse("desk:ticket", args=[ticket.number]),
            str(ticket.number),
        )
        for ticket in rows.defer("search")
    }


def offers_shown(reader: User, keys: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return offers made to this reader; an appeal nobody has accepted yet shows no topic."""
    rows = Offer.objects.filter(operator=reader, pk__in=list(keys)).select_related("item")
    return {offer.pk: Shown("Очередь", reverse("desk:tickets")) for offer in rows}


def transfers_shown(reader: User, keys: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return what a reader was asked to take over, while it waits for an answer."""
    waiting = transfers_of(reader, now=timezone.now()).to_me
    return {
        offer.pk: Shown(
            f"{offer.ticket.number} · {offer.owner.full_name}",
            reverse("desk:tickets"),
            str(offer.ticket.number),
        )
        for offer in waiting
        if offer.pk in set(keys)
    }


def _told(fact: Fact) -> tuple[str, list[UUID]]:
    event: Any = fact.event
    kind = AS_LETTERS.get(type(event))
    if kind is not None:
        colleagues = [one.recipient.id for one in notices_for(fact) if one.recipient.kind == STAFF]
        return kind, colleagues
    return _OWN[type(event)](event)


def _assigned(event: events.TicketAssigned) -> tuple[str, list[UUID]]:
    still = Ticket.objects.filter(pk=event.ticket_id, assignee_id=event.assignee_id)
    people = [event.assignee_id] if event.assignee_id and still.exists() else []
    return "assigned", people


def _mentioned(event: events.ColleaguesMentioned) -> tuple[str, list[UUID]]:
    return "mention", list(event.user_ids)


def _transfer_asked(event: events.TransferAsked) -> tuple[str, list[UUID]]:
    offer = TransferOffer.objects.filter(pk=event.offer_id, state=TransferOffer.State.ASKED).first()
    return "transfer", asked_in(offer) if offer else []


def _transfer_accepted(event: events.TransferAccepted) -> tuple[str, list[UUID]]:
    return "transfer_accepted", [event.previous_id]


def _transfer_refused(
    event: events.TransferDeclined | events.TransferEnded,
) -> tuple[str, list[UUID]]:
    return "transfer_refused", [event.owner_id]


def _woken(event: events.TicketWoken) -> tuple[str, list[UUID]]:
    """Only the clock's waking is news: whoever woke it by hand knows."""
    return "woken", [event.owner_id] if event.by_time and event.owner_id else []


_OWN: dict[type, Callable[[Any], tuple[str, list[UUID]]]] = {
    events.TicketAssigned: _assigned,
    events.ColleaguesMentioned: _mentioned,
    events.TicketWoken: _woken,
    events.TransferAsked: _transfer_asked,
    events.TransferAccepted: _transfer_accepted,
    events.TransferDeclined: _transfer_refused,
    events.TransferEnded: _transfer_refused,
}


def _tell(fact: Fact, kind: str, people: Iterable[UUID], thing: str) -> None:
    told = [key for key in dict.fromkeys(people) if str(key) != fact.actor.id]
    if told:
        tell_staff(ring=Ring(fact.entry_id, kind, thing, told), now=timezone.now())
