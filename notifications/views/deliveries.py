"""Pages of notices: what was delivered, for those who keep it; what the demo's neighbours received."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from common.errors import DomainError
from common.htmx import HtmxHttpRequest, go, toast
from neighbours import ledger
from notifications import selectors
from notifications.actions import PreferenceChoice, replay_dead_letter, set_preference
from notifications.forms import DeliveryFilter, InboxFilter
from notifications.models import PersonKind
from notifications.policies import can_see_deliveries
from notifications.states import Channel, Status

SHOWN = 40


@never_cache
@login_required
@require_GET
@vary_on_headers("HX-Request")
def deliveries(request: HtmxHttpRequest) -> HttpResponse:
    """List deliveries, newest first, by state and channel."""
    if not can_see_deliveries(request.user):
        raise PermissionDenied
    chosen = DeliveryFilter(request.GET)
    page = selectors.deliveries_page(request.user, **chosen.values())
    context = {
        "page": page,
        "chosen": chosen.values(),
        "next_url": chosen.url(before=page.next_before) if page.next_before else "",
    }
    if request.htmx:
        return render(request, "notifications/_deliveries.html", context)
    counts = selectors.counts_by_status(request.user)
    context["states"] = [
        (status.value, status.label, counts.get(status.value), chosen.url(status=status.value))
        for status in Status
    ]
    context["channels"] = [
        (channel.value, channel.label, chosen.url(channel=channel.value)) for channel in Channel
    ]
    context["resting"] = selectors.resting_channels(timezone.now())
    return render(request, "notifications/deliveries.html", context)


@login_required
@require_POST
def replay(request: HtmxHttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send a dead letter again."""
    person: Any = request.user
    delivery = selectors.delivery_for(person, delivery_id)
    status, text, tone = 200, "Сообщение отправляется ещё раз.", "success"
    try:
        replay_dead_letter(delivery_id=delivery.pk, by=person, now=timezone.now())
    except DomainError as error:
        status, text, tone = 422, str(error), "danger"
    if not request.htmx and status == 200:
        return go(request, reverse("notifications:deliveries"))
    line = selectors.line_for(request.user, delivery_id)
    template = "notifications/_delivery.html" if request.htmx else "notifications/delivery.html"
    response = render(request, template, {"line": line, "refusal": text}, status=status)
    return toast(response, text, tone=tone)


@login_required
@require_POST
def own_letters(request: HtmxHttpRequest) -> HttpResponse:
    """Choose whether letters about one's work come; warnings about access come in any case."""
    person: Any = request.user
    choice = PreferenceChoice(by_email="by_email" in request.POST)
    set_preference(
        person_kind=PersonKind.STAFF,
        person_id=person.pk,
        choice=choice,
        by=person,
        now=timezone.now(),
    )
    messages.success(request, "Настройки писем сохранены.")
    return go(request, reverse("accounts:profile"))


@never_cache
@require_GET
def demo_inbox(request: HtmxHttpRequest) -> HttpResponse:
    """Show what the demo's mail server and SMS centre have received. Only in the demo."""
    if not settings.DEMO:
        raise Http404
    chosen = InboxFilter(request.GET)
    items = ledger.inbox(settings.NEIGHBOURS_DIR, address=chosen.address, limit=SHOWN)
    newest = ledger.fingerprint(items)
    if request.htmx and request.GET.get("known") == newest:
        return HttpResponse(status=204)
    context = {
        "items": items,
        "address": chosen.address,
        "refresh_url": chosen.url(known=newest),
    }
    template = "notifications/_inbox.html" if request.htmx else "notifications/inbox.html"
    return render(request, template, context)
