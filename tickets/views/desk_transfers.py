"""A colleague's answer to «take this over, please», and the owner taking the question back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.htmx import go, toast
from tickets.actions.handing_over import accept_transfer, decline_transfer, withdraw_transfer
from tickets.models import TransferOffer
from tickets.selectors.transfers import transfer_for
from tickets.views.access import workers_only
from tickets.views.desk_offers import cards, opened


@workers_only
@require_POST
def acceptance(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Agree: the appeal is mine and opens in the work column."""
    try:
        ticket = accept_transfer(
            offer=_known(request, transfer_id), by=request.user, now=timezone.now()
        )
    except DomainError as error:
        return _refused(request, error)
    return opened(request, reverse("desk:ticket", args=[ticket.number]))


@workers_only
@require_POST
def refusal(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Refuse with a word for the owner."""
    try:
        decline_transfer(
            offer=_known(request, transfer_id),
            reason=request.POST.get("why", "")[:2_000],
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        return _refused(request, error)
    return _told(request, "Коллега узнает, что вы не взяли обращение.")


@workers_only
@require_POST
def withdrawal(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Take one's own question back."""
    try:
        withdraw_transfer(offer=_known(request, transfer_id), by=request.user, now=timezone.now())
    except DomainError as error:
        return _refused(request, error)
    return _told(request, "Предложение снято, обращение остаётся у вас.")


def _known(request: HttpRequest, transfer_id: UUID) -> TransferOffer:
    offer = transfer_for(request.user, transfer_id)
    if offer is None:
        raise Http404("Передача не найдена")
    return offer


def _told(request: HttpRequest, words: str) -> HttpResponse:
    if request.htmx:
        return toast(cards(request), words)
    return go(request, reverse("desk:tickets"))


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    if error.http_status == 403:
        raise error
    if request.htmx:
        return toast(cards(request), str(error), tone="warning")
    return go(request, reverse("desk:tickets"))
