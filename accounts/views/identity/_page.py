"""What every page of the identity panel shares: who may open it, whose conversation it is, the answer.

A deed in a conversation is four lines: `contact = led_contact(request, contact_id)`, the door,
`panel_after(request, contact.citizen)`; a refusal goes through `panel_after(..., error=error)`.
Forms of the panel carry where they are by `{% include "accounts/identity/_place.html" %}`.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.identity_panel import Place, panel_context
from accounts.matters import note_matter
from accounts.models import Citizen, Contact
from accounts.policies import can_find_citizens
from accounts.selectors.identity import led_by
from common.errors import DomainError
from common.guards import View, only
from common.htmx import go

PLACE = ("ticket", "need")
# Target of htmx -> the part of the panel that is drawn for it.
PARTS = {"identity-live": "_live.html", "identity-ask": "_ask.html"}


def workers_only(view: View) -> View:
    """Let those in who talk with people; for everybody else there is no panel."""
    return only(can_find_citizens, view)


def citizen_of(citizen_id: UUID) -> Citizen:
    """Return whose panel it is, else raise Http404."""
    return get_object_or_404(Citizen, pk=citizen_id)


def led_contact(request: HttpRequest, contact_id: UUID) -> Contact:
    """Return a conversation this operator leads, else raise Http404; a deed notes its appeal.

    So whatever is done from an appeal is traced in that appeal, also when the conversation began
    in another one.
    """
    contact = led_by(request.user, contact_id)
    if contact is None:
        raise Http404("Разговор не найден")
    ticket = place_of(request)["ticket"]
    if request.method == "POST" and ticket and contact.ended_at is None:
        note_matter(contact=contact, matter=ticket, by=request.user, now=timezone.now())
    return contact


def place_of(request: HttpRequest) -> dict[str, str]:
    """Return where the panel is: the appeal's number and the operation chosen in it."""
    given = request.POST if request.method == "POST" else request.GET
    return {name: given.get(name, "")[:40] for name in PLACE}


def panel_url(request: HttpRequest, citizen: Citizen) -> str:
    place = {name: value for name, value in place_of(request).items() if value}
    address = reverse("identity:panel", args=[citizen.pk])
    return f"{address}?{urlencode(place)}" if place else address


def panel_after(
    request: HttpRequest, citizen: Citizen, *, error: DomainError | None = None, **more: Any
) -> HttpResponse:
    """Answer a deed with the panel as it is now; a refusal (422) stands in it in words.

    What is not this person's to do stays 403. `more` goes to the template.
    """
    if error is not None and error.http_status == 403:
        raise error
    if error is None and not request.htmx:
        return go(request, panel_url(request, citizen))
    return draw(request, citizen, status=422 if error else 200, refusal=error, **more)


def draw(request: HttpRequest, citizen: Citizen, *, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the panel, alone for htmx, with a page around it otherwise."""
    place = place_of(request)
    at = Place(place["ticket"], place["need"], request.GET.get("ask", "")[:24])
    context = panel_context(request.user, citizen, at, now=timezone.now())
    part = PARTS.get(request.htmx.target, "_panel.html") if request.htmx else "panel.html"
    return render(
        request, f"accounts/identity/{part}", {"place": place, **context, **more}, status=status
    )
