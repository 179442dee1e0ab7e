"""A person's card: contacts, limits, joined and similar profiles, whom they act for."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import policies
from accounts.actions.joining import PROOFS
from accounts.models import Citizen
from accounts.selectors import cards
from accounts.views.desk._page import card_page, citizen_of, finders_only


@finders_only
@never_cache
@require_safe
def card(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Show the card; addresses are masked, deeds have pages of their own."""
    citizen, now = citizen_of(citizen_id), timezone.now()
    limits = list(cards.limits_of(citizen))
    active = [row for row in limits if row.lifted_at is None and row.starts_at <= now < row.ends_at]
    is_organisation = citizen.kind == Citizen.ORGANISATION
    context = {
        "limit": active[0] if active else None,
        "past_limits": [row for row in limits if row not in active],
        "may_limit": policies.can_limit_citizen(request.user),
        "joins": [(join, PROOFS.get(join.proof, join.proof)) for join in cards.joins_of(citizen)],
        "joined_to": cards.join_into(citizen),
        "may_join": policies.can_join_profiles(request.user),
        "similar": 0 if citizen.merged_into_id else len(cards.similar_profiles(citizen)),
        "is_organisation": is_organisation,
        "acting": cards.representatives_of(citizen).filter(ended_at=None)
        if is_organisation
        else (),
        "represented": () if is_organisation else cards.represented_by(citizen),
    }
    return card_page(request, "card", citizen, context)
