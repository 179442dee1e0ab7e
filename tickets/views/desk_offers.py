"""What is offered to an operator: the queue's card with its countdown, accepting, declining; colleagues' questions."""

from urllib.parse import urlparse
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseLocation

from common.errors import DomainError
from common.htmx import go, toast
from routing.actions.kinds import kind_of
from routing.actions.offers import decline
from routing.models import Offer
from routing.selectors.desk import offer_to_answer, open_offer_of, why
from tickets.actions.queueing import accept_offer, ticket_id_of
from tickets.selectors.transfers import transfers_of
from tickets.selectors.visibility import visible_to
from tickets.views.access import workers_only


@workers_only
@never_cache
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Show the offer that waits for an answer, or nothing; a poke fetches it."""
    return cards(request)


@workers_only
@require_POST
def acceptance(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Accept: the appeal opens in the work column, work of another kind where its owner says."""
    offer = _own(request, offer_id)
    kind, now = kind_of(offer.item.subject), timezone.now()
    try:
        if kind is not None:
            return go(request, kind.accepted(offer, request.user, now))
        ticket = accept_offer(offer=offer, by=request.user, now=now)
    except DomainError as error:
        return toast(cards(request), str(error), tone="warning")
    return opened(request, reverse("desk:ticket", args=[ticket.number]))


@workers_only
@require_POST
def refusal(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Decline: somebody else is asked."""
    offer = _own(request, offer_id)
    decline(offer=offer, by=request.user, now=timezone.now())
    if not request.htmx:
        return go(request, reverse("desk:tickets"))
    return cards(request)


def cards(request: HttpRequest) -> HttpResponse:
    """Draw what waits for this person's word: the queue's offer, colleagues' questions, their own."""
    now = timezone.now()
    offer = open_offer_of(request.user, now=now)
    context = {"offer": offer, "ticket": None, "reasons": [], "whole": settings.OFFER_LASTS_S}
    if offer is not None:
        key = ticket_id_of(offer.item.subject)
        related = ("topic", "citizen", "team")
        rows = visible_to(request.user).select_related(*related).defer("search", "client_digest")
        context["ticket"] = rows.filter(pk=key).first() if key else None
        kind = kind_of(offer.item.subject)
        context["card"] = kind.card(offer.item) if kind else None
        context["reasons"] = why(offer)
        context["left"] = round((offer.expires_at - now).total_seconds(), 1)
    context["transfers"] = transfers_of(request.user, now=now)
    return render(request, "tickets/desk/_cards.html", context)


def opened(request: HttpRequest, url: str) -> HttpResponse:
    """Open an appeal in the work column, or as a page where there are no columns."""
    if request.htmx and _has_columns(request):
        return HttpResponseLocation(url, target="#work", swap="outerHTML show:none")
    return go(request, url)


def _own(request: HttpRequest, offer_id: UUID) -> Offer:
    offer = offer_to_answer(request.user, offer_id)
    if offer is None:
        raise Http404("Предложение не найдено")
    return offer


def _has_columns(request: HttpRequest) -> bool:
    """Say whether the page the person is on has the work column."""
    here = urlparse(request.headers.get("HX-Current-URL", "")).path
    home = reverse("desk:tickets")
    return here == home or (here.startswith(home) and here[len(home) :].strip("/").isdigit())
