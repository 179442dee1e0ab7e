"""«Данные заявителя»: everything known of a person, masked; reveals, changes, the freeze (D-05)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.changes import request_change
from accounts.actions.freeze import freeze_changes, lift_freeze
from accounts.actions.reveal import asks_for_proof, reveal
from accounts.attributes import CHANGE_NEEDS, masked, value_of
from accounts.forms_person import ChangeForm, RevealForm
from accounts.models import Attribute, Citizen, Contact, DataChange
from accounts.policies import can_find_citizens, can_see_person
from accounts.reauth import require_recent_proof
from accounts.selectors.changes import active_freeze, needs_second_person
from accounts.selectors.identity import contact_led_by, need_of
from accounts.views.identity._data import (
    citizen_of,
    data_after,
    data_url,
    draw_data,
    guarded_by,
)
from accounts.views.identity._page import place_of
from common.errors import DomainError, InvalidInput
from common.htmx import go

NO_TALK = "Сначала начните разговор с заявителем: данные открывают и меняют только в нём."


@guarded_by(can_see_person)
@never_cache
@require_safe
def data(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Show what is known: masked, open while a reveal lives."""
    return draw_data(request, citizen_of(citizen_id))


@guarded_by(can_see_person)
@never_cache
@require_POST
def show(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Reveal what was marked, with a reason; a set of two and more wants a fresh proof (A-18)."""
    citizen, now = citizen_of(citizen_id), timezone.now()
    if asks_for_proof(request.POST.getlist("attributes")):
        require_recent_proof(request)
    form = RevealForm(request.POST)
    try:
        if not form.is_valid():
            raise InvalidInput(" ".join(words for rows in form.errors.values() for words in rows))
        reveal(
            citizen=citizen,
            attributes=form.cleaned_data["attributes"],
            reason=form.cleaned_data["reason"],
            contact=contact_led_by(request.user, citizen, now=now),
            by=request.user,
            now=now,
        )
    except DomainError as error:
        return data_after(request, citizen, error=error)
    return data_after(request, citizen)


@guarded_by(can_find_citizens)
@never_cache
@sensitive_post_parameters("value")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Take the new value of one attribute: what to ask first, and whether a second person decides."""
    citizen, now = citizen_of(citizen_id), timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    attribute = given.get("attribute", "")
    if attribute not in Attribute.values:
        raise Http404("Нечего менять")
    contact = contact_led_by(request.user, citizen, now=now)
    form = ChangeForm(request.POST or None, attribute=attribute)
    if form.is_bound and form.is_valid():
        try:
            row = request_change(
                citizen=citizen,
                attribute=attribute,
                value=form.cleaned_data["value"],
                contact=_talk(contact),
                by=request.user,
                now=now,
            )
            return go(request, _done_url(request, citizen, row))
        except DomainError as error:
            if error.http_status == 403:
                raise
            form.add_refusal(error)
    context = _change_context(citizen, attribute, contact) | {
        "form": form,
        "place": place_of(request),
        "back": data_url(request, citizen),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/identity/change.html", context, status=status)


@guarded_by(can_find_citizens)
@never_cache
@require_POST
def freeze(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Stop changes at the request of the person one talks to."""
    citizen, now = citizen_of(citizen_id), timezone.now()
    try:
        contact = _talk(contact_led_by(request.user, citizen, now=now))
        freeze_changes(citizen=citizen, contact=contact, by=request.user, now=now)
    except DomainError as error:
        return data_after(request, citizen, error=error)
    return data_after(request, citizen)


@guarded_by(can_find_citizens)
@never_cache
@require_POST
def lift(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Let data change again, when the level is high enough."""
    citizen, now = citizen_of(citizen_id), timezone.now()
    try:
        contact = _talk(contact_led_by(request.user, citizen, now=now))
        lift_freeze(citizen=citizen, contact=contact, by=request.user, now=now)
    except DomainError as error:
        return data_after(request, citizen, error=error)
    return data_after(request, citizen)


def _talk(contact: Contact | None) -> Contact:
    if contact is None:
        raise DomainError(NO_TALK)
    return contact


def _change_context(citizen: Citizen, attribute: str, contact: Contact | None) -> dict[str, object]:
    operation = CHANGE_NEEDS[Attribute(attribute)]
    need = need_of(contact, operation, now=timezone.now()) if contact else None
    panel = reverse("identity:panel", args=[citizen.pk])
    return {
        "citizen": citizen,
        "attribute": Attribute(attribute),
        "current": masked(attribute, value_of(citizen, attribute)),
        "contact": contact,
        "need": need,
        "freeze": active_freeze(citizen),
        "second_person": needs_second_person(operation),
        "panel_url": f"{panel}?{urlencode({'need': operation})}",
    }


def _done_url(request: HttpRequest, citizen: Citizen, row: DataChange) -> str:
    """Lead to the card, which says what became of the change."""
    return f"{data_url(request, citizen)}#change-{row.pk}"
