"""«Заморозить изменения»: one button in the cabinet, or a code on the address a notice came to."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.codes import Purpose
from accounts.actions.freeze import freeze_changes
from accounts.identifiers import EMAIL, SMS, Identifier
from accounts.models import Attribute, Citizen, DataChange, User
from accounts.pending import Pending
from accounts.selectors.changes import active_freeze, change_in_notice
from accounts.sending import send_code
from accounts.views._page import PersonRequest, page
from common.actors import SYSTEM
from common.errors import TooManyRequests
from common.htmx import go
from common.masking import mask_email, mask_phone
from common.phones import PhoneError, parse_phone


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def freeze(request: PersonRequest) -> HttpResponse:
    """Say what the freeze does, and stop changes with one button."""
    citizen = get_object_or_404(Citizen, user=request.user)
    if request.method == "POST":
        freeze_changes(citizen=citizen, contact=None, by=request.user, now=timezone.now())
        messages.success(request, "Изменения ваших данных заморожены.")
        return go(request, reverse("accounts:freeze"))
    return page(request, "accounts/freeze.html", {"freeze": active_freeze(citizen)})


@never_cache
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Lead from a notice to the freeze: at once when signed in, else by a code on its address."""
    change = change_in_notice(change_id, now=timezone.now())
    if change is None:
        return render(request, "accounts/freeze_by_code.html", {"change": None}, status=404)
    if isinstance(request.user, User) and change.citizen.user_id == request.user.pk:
        return redirect("accounts:freeze")
    to, refusal = told_address(change), None
    if request.method == "POST":
        try:
            send_code(request, Purpose.FREEZE, to, data={"citizen": str(change.citizen_id)})
            return go(request, reverse("accounts:code"))
        except TooManyRequests as error:
            refusal = error
    mask = mask_phone if to.channel == SMS else mask_email
    context = {"change": change, "address": mask(to.value), "by_sms": to.channel == SMS}
    return page(
        request, "accounts/freeze_by_code.html", context | {"refusal": refusal}, error=refusal
    )


@never_cache
@require_safe
def frozen(request: HttpRequest) -> HttpResponse:
    """Say that changes are stopped, and what to do next; names nobody."""
    return render(request, "accounts/frozen.html")


def finish_freeze(request: HttpRequest, waiting: Pending) -> HttpResponse:
    """Stop changes of the person whose address has proved itself by a code."""
    citizen = get_object_or_404(Citizen, pk=waiting.data.get("citizen"))
    freeze_changes(citizen=citizen, contact=None, by=SYSTEM, now=timezone.now())
    return go(request, reverse("accounts:frozen"))


def told_address(change: DataChange) -> Identifier:
    """Return where a code goes: the replaced address, else the phone or e-mail of today."""
    if change.old_value and change.attribute == Attribute.PHONE:
        return Identifier(SMS, change.old_value)
    if change.old_value and change.attribute == Attribute.EMAIL:
        return Identifier(EMAIL, change.old_value)
    citizen = change.citizen
    if citizen.email and not _takes_sms(citizen.phone):
        return Identifier(EMAIL, citizen.email)
    return Identifier(SMS, citizen.phone)


def _takes_sms(phone: str) -> bool:
    try:
        return parse_phone(phone).sms_allowed
    except PhoneError:
        return False
