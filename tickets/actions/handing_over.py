"""Warm transfer: a colleague is asked and agrees, and until then the owner stays the owner (R-042, R-062).

The cold ways are in `transfer` (team, department, senior) and `assignment` (a colleague of the team).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Team, User
from common import policies
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from journal.facts import record
from routing.models import OperatorSettings
from tickets.actions._move import move, require_open
from tickets.actions._text import checked_text
from tickets.actions._timeline import change_line, locked, note_line
from tickets.actions.assignment import give
from tickets.actions.transfer import to_department, to_line
from tickets.events import (
    TierRaised,
    TransferAccepted,
    TransferAsked,
    TransferDeclined,
    TransferEnded,
)
from tickets.models import Ticket, TransferOffer
from tickets.policies import (
    can_answer_transfer,
    can_ask_transfer,
    can_raise_tier,
    can_withdraw_transfer,
)
from tickets.selectors.transfers import valid
from tickets.states import Status

WAITS = timedelta(minutes=15)
State = TransferOffer.State
BATCH = 200


class TransferGone(DomainError):
    """It was answered, taken back, or the appeal went another way."""

    code = "transfer_gone"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom an owner asks: a colleague, or anybody of a team. `team` is where the appeal would work."""

    team: Team
    to: User | None = None


@transaction.atomic
def ask_transfer(
    *, ticket: Ticket, asked: Asked, note: str, by: User, now: datetime
) -> TransferOffer:
    """Ask a colleague to take the appeal over; what they should know is a note of it.

    An earlier question of the same appeal is taken back. Raises InvalidInput.
    """
    ticket = locked(ticket)
    require_open(ticket, "Передать с согласия")
    policies.require(can_ask_transfer, by, ticket)
    _check(asked, ticket, by)
    note = checked_text(note, field="note", empty="Напишите, что коллеге нужно знать.")
    for earlier in ticket.transfers.select_for_update().filter(state=State.ASKED):
        _end(earlier, State.ENDED, by=by, now=now)
    offer = TransferOffer.objects.create(
        ticket=ticket,
        owner=by,
        from_team=ticket.team,
        team=asked.team,
        to=asked.to,
        asked_at=now,
        expires_at=now + WAITS,
    )
    note_line(ticket, note, by=by, now=now)
    whom = {"assignee": str(asked.to.pk)} if asked.to else {"team": str(asked.team.pk)}
    change_line(ticket, "ask_transfer", by=by, now=now, data=whom)
    to_id = asked.to.pk if asked.to else None
    record(TransferAsked(ticket.pk, offer.pk, asked.team.pk, to_id), by=by, at=now)
    return offer


@transaction.atomic
def accept_transfer(*, offer: TransferOffer, by: User, now: datetime) -> Ticket:
    """Take the appeal over. Of several who press, one wins; raises TransferGone."""
    ticket, offer = _locked(offer, by=by, now=now)
    previous, is_other = offer.owner_id, offer.team_id != ticket.team_id
    if is_other and offer.team.kind == Team.DEPARTMENT:
        to_department(ticket, offer.team, by=by, now=now)
    elif is_other:
        to_line(ticket, offer.team, by=by, now=now)
    give(ticket, by, verb="take", by=by, now=now)
    _end(offer, State.ACCEPTED, by=by, now=now)
    fact = TransferAccepted(ticket.pk, offer.pk, by.pk, previous, is_other)
    record(fact, by=by, at=now)
    return ticket


@transaction.atomic
def decline_transfer(*, offer: TransferOffer, reason: str, by: User, now: datetime) -> Ticket:
    """Refuse with a word for the owner, which becomes a note; the appeal stays where it is."""
    ticket, offer = _locked(offer, by=by, now=now)
    if reason.strip():
        note_line(ticket, reason, by=by, now=now)
    change_line(ticket, "decline_transfer", by=by, now=now)
    _end(offer, State.DECLINED, by=by, now=now)
    record(TransferDeclined(ticket.pk, offer.pk, offer.owner_id), by=by, at=now)
    return ticket


@transaction.atomic
def withdraw_transfer(*, offer: TransferOffer, by: User, now: datetime) -> Ticket:
    """Take the question back; answered in the meantime, it raises TransferGone."""
    ticket = locked(offer.ticket)
    offer = TransferOffer.objects.select_for_update(of=["self"]).get(pk=offer.pk)
    policies.require(can_withdraw_transfer, by, offer)
    if offer.state != State.ASKED:
        raise TransferGone("Коллега уже ответил: обновите страницу.")
    _end(offer, State.ENDED, by=by, now=now)
    change_line(ticket, "end_transfer", by=by, now=now)
    record(TransferEnded(ticket.pk, offer.pk, offer.owner_id, is_late=False), by=by, at=now)
    return ticket


def sweep_transfers(*, now: datetime) -> int:
    """End what nobody answered in time, and what the appeal's own way made void; return how many."""
    asked = TransferOffer.objects.filter(state=State.ASKED)
    stale = asked.exclude(pk__in=valid(now=now).values("pk")).order_by("pk")
    return sum(_expire(offer, now=now) for offer in stale.select_related("ticket")[:BATCH])


@transaction.atomic
def _expire(offer: TransferOffer, *, now: datetime) -> bool:
    ticket = locked(offer.ticket)
    offer = TransferOffer.objects.select_for_update(of=["self"]).get(pk=offer.pk)
    if offer.state != State.ASKED or valid(now=now).filter(pk=offer.pk).exists():
        return False
    is_late = offer.expires_at <= now
    _end(offer, State.ENDED, by=SYSTEM, now=now)
    if ticket.is_open:
        change_line(ticket, "end_transfer", by=SYSTEM, now=now)
    record(TransferEnded(ticket.pk, offer.pk, offer.owner_id, is_late), by=SYSTEM, at=now)
    return True


@transaction.atomic
def raise_tier(*, ticket: Ticket, tier: int, reason: str, by: Acts, now: datetime) -> Ticket:
    """Return the appeal to its line's queue for seniors (2) or lawyers (3); `reason` is a note for them."""
    ticket = locked(ticket)
    require_open(ticket, "Передать ступенью выше")
    policies.require(can_raise_tier, by, ticket)
    if tier not in OperatorSettings.Tier.values or tier <= ticket.tier:
        raise InvalidInput("Выберите ступень выше нынешней.", field="tier")
    reason = checked_text(reason, field="reason", empty="Напишите, что нужно от специалиста.")
    note_line(ticket, reason, by=by, now=now)
    data, fields = {"tier": tier}, {"tier": tier, "assignee": None, "escalated_to": None}
    if ticket.status == Status.IN_PROGRESS:
        move(ticket, "queue", by=by, now=now, data=data, **fields)
    else:
        change_line(ticket, "raise_tier", by=by, now=now, data=data, **fields)
    record(TierRaised(ticket.pk, tier), by=by, at=now)
    return ticket


def _check(asked: Asked, ticket: Ticket, by: User) -> None:
    if not asked.team.is_active or (asked.to is None and asked.team.pk == ticket.team_id):
        raise InvalidInput("Выберите сотрудника или другую команду.", field="to")
    if ticket.home_team_id is not None and asked.team.pk != ticket.team_id:
        raise InvalidInput(
            "Обращение у экспертного отдела: сначала верните его на линию.", field="to"
        )
    if asked.to is None:
        return
    if asked.to.pk == by.pk:
        raise InvalidInput("Обращение и так у вас. Выберите коллегу.", field="to")
    if asked.to.is_away or asked.team.pk not in asked.to.team_ids():
        raise InvalidInput(
            f"{asked.to.full_name} сейчас не может ответить. Выберите другого сотрудника.",
            field="to",
        )


def _locked(offer: TransferOffer, *, by: User, now: datetime) -> tuple[Ticket, TransferOffer]:
    """Lock appeal and offer, and ask whether it may still be answered by this person."""
    ticket = locked(offer.ticket)
    offer = TransferOffer.objects.select_for_update(of=["self"]).get(pk=offer.pk)
    policies.require(can_answer_transfer, by, offer)
    if not valid(now=now).filter(pk=offer.pk).exists():
        raise TransferGone("Передача уже не ждёт ответа: обращение ушло другому или время вышло.")
    return ticket, offer


def _end(offer: TransferOffer, state: str, *, by: Acts, now: datetime) -> None:
    offer.state, offer.answered_at = state, now
    offer.answered_by = by if isinstance(by, User) else None
    offer.save(update_fields=["state", "answered_at", "answered_by"])
