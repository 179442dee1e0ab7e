"""Representatives of an organisation: who acts for it, adding one, ending one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.lookups import look_up
from accounts.actions.organisations import add_representative, end_representative
from accounts.forms_desk import PersonForm, SearchForm
from accounts.models import Citizen, Representative
from accounts.selectors import FOUND_AT_MOST, cards
from accounts.views.desk._page import card_page, citizen_of, finders_only, refusal_of, to_card
from common.errors import DomainError


@finders_only
@never_cache
@require_http_methods(["GET", "POST"])
def representatives(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Show who acts for the organisation, or add the person that was chosen."""
    organisation = citizen_of(citizen_id, kind=Citizen.ORGANISATION)
    if request.method != "POST":
        return _shown(request, organisation)
    form = PersonForm(request.POST)
    if form.is_valid():
        person, now = form.cleaned_data["person"], timezone.now()
        try:
            add_representative(organisation=organisation, person=person, by=request.user, now=now)
            messages.success(request, "Представитель добавлен: обращения организации видны и ему.")
            return to_card(request, organisation, "representatives")
        except DomainError as error:
            form.add_refusal(refusal_of(error))
    return _shown(request, organisation, form=form, status=422)


@finders_only
@never_cache
@require_POST
def search(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Look for the person by phone, e-mail or name: by POST, so that none stands in an address."""
    organisation = citizen_of(citizen_id, kind=Citizen.ORGANISATION)
    form = SearchForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    looked_up = look_up(text=text, by=request.user, now=timezone.now(), most=FOUND_AT_MOST)
    found = cards.fitting(looked_up, organisation, kind=Citizen.PERSON)
    return _shown(request, organisation, found=found, text=text)


@finders_only
@require_POST
def end(request: HttpRequest, citizen_id: UUID, link_id: int) -> HttpResponse:
    """Take the right to act for the organisation back."""
    organisation = citizen_of(citizen_id, kind=Citizen.ORGANISATION)
    link = get_object_or_404(Representative, pk=link_id, organisation=organisation)
    try:
        end_representative(link=link, by=request.user, now=timezone.now())
        messages.success(request, "Полномочия закончены: обращений организации он больше не видит.")
    except DomainError as error:
        messages.warning(request, str(refusal_of(error)))
    return to_card(request, organisation, "representatives")


def _shown(
    request: HttpRequest, organisation: Citizen, *, status: int = 200, **given: Any
) -> HttpResponse:
    text = given.get("text", "")
    context = {
        "links": cards.representatives_of(organisation),
        "search": SearchForm(initial={"q": text}),
        "text": text,
        "found": given.get("found", []),
        "form": given.get("form"),
    }
    return card_page(request, "representatives", organisation, context, status=status)
