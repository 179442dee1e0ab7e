"""Limiting a person for abuse: set with a reason and an end, lifted before it."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.limits import lift_limit, limit_citizen
from accounts.forms_desk import LimitForm
from accounts.models import CitizenLimit
from accounts.policies import active_limits, can_limit_citizen
from accounts.views.desk._page import card_page, citizen_of, finders_only, refusal_of, to_card
from common.errors import DomainError
from common.policies import require

USUAL = timedelta(days=30)


@finders_only
@never_cache
@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Ask for the reason and the last day, and stop new appeals and messages until it is over."""
    citizen, now = citizen_of(citizen_id), timezone.now()
    require(can_limit_citizen, request.user)
    usual = {"ends_on": timezone.localdate(now + USUAL)}
    form = LimitForm(request.POST or None, initial=usual)
    if form.is_bound and form.is_valid():
        reason, last_day = form.cleaned_data["reason"], form.cleaned_data["ends_on"]
        ends_at = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
        try:
            limit_citizen(citizen=citizen, reason=reason, ends_at=ends_at, by=request.user, now=now)
            messages.success(request, "Приём ограничен. Заявитель увидит причину и срок.")
            return to_card(request, citizen)
        except DomainError as error:
            form.add_refusal(refusal_of(error))
    context = {"form": form, "active": active_limits(citizen, now=now).first()}
    return card_page(request, "limit", citizen, context, status=422 if form.errors else 200)


@finders_only
@require_POST
def lift(request: HttpRequest, citizen_id: UUID, limit_id: UUID) -> HttpResponse:
    """Let the person write again."""
    citizen = citizen_of(citizen_id)
    row = get_object_or_404(CitizenLimit, pk=limit_id, citizen=citizen)
    try:
        lift_limit(limit=row, by=request.user, now=timezone.now())
        messages.success(request, "Ограничение снято: заявитель снова может писать.")
    except DomainError as error:
        messages.warning(request, str(refusal_of(error)))
    return to_card(request, citizen)
