"""Transfers that wait for a colleague's word: to me, from me."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import User
from tickets.models import TransferOffer
from tickets.states import OPEN

ASKED = TransferOffer.State.ASKED


@dataclass(frozen=True, slots=True)
class Transfers:
    """What the top of the desk shows: offers to me, my own that wait."""

    to_me: list[TransferOffer]
    mine: list[TransferOffer]


def valid(*, now: datetime) -> QuerySet[TransferOffer]:
    """Return offers that can still be answered: the appeal is as it was when they were made."""
    return TransferOffer.objects.filter(
        state=ASKED,
        expires_at__gt=now,
        ticket__assignee=F("owner"),
        ticket__team=F("from_team"),
        ticket__status__in=sorted(OPEN),
    )


def transfers_of(user: User, *, now: datetime) -> Transfers:
    """Return the transfers that concern a person now; one query."""
    concerns = _to(user) | Q(owner=user)
    related = ("ticket__topic", "ticket__citizen", "owner", "to", "team", "from_team")
    rows = valid(now=now).filter(concerns).select_related(*related).order_by("asked_at")
    found = list(rows.defer("ticket__search", "ticket__client_digest"))
    return Transfers(
        to_me=[offer for offer in found if offer.owner_id != user.pk],
        mine=[offer for offer in found if offer.owner_id == user.pk],
    )


def transfer_for(user: User, offer_id: UUID) -> TransferOffer | None:
    """Return an offer this person was made or made, whatever became of it."""
    rows = TransferOffer.objects.filter(_to(user) | Q(owner=user), pk=offer_id)
    return rows.select_related("ticket", "owner", "to", "team", "from_team").first()


def asked_in(offer: TransferOffer) -> list[UUID]:
    """Return who was asked: the named colleague, or the workers of the team who are here."""
    if offer.to_id is not None:
        return [offer.to_id]
    people = User.objects.filter(memberships__team=offer.team_id, is_active=True, is_away=False)
    return list(people.exclude(pk=offer.owner_id).values_list("pk", flat=True))


def _to(user: User) -> Q:
    return Q(to=user) | Q(to=None, team__in=user.team_ids())
