"""Legal consultations: areas and limits for everybody on the desk, protocols for lawyers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.actions.legal import open_consultation
from catalogue.policies import can_consult
from catalogue.protocol import protocol_pdf
from catalogue.selectors.legal import (
    LIMITS,
    areas,
    consultation_for,
    latest_consultations,
    legal_hours,
)
from catalogue.views.access import workers_only
from schedules.words import opening_in_words


@workers_only
@never_cache
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Show what is explained and what is not; lawyers find protocols by number here."""
    number, hours = request.GET.get("number", "")[:20], legal_hours()
    may_consult = can_consult(request.user)
    context = {
        "areas": areas(),
        "limits": LIMITS,
        "now_words": opening_in_words(hours, timezone.now()) if hours else "",
        "may_consult": may_consult,
        "number": number,
        "consultations": latest_consultations(request.user, number=number) if may_consult else [],
    }
    return render(request, "catalogue/desk/legal.html", context)


@workers_only
@never_cache
@require_safe
def consultation(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show a protocol, or give it as PDF (`?as=pdf`); either is a look that is written down."""
    found = consultation_for(request.user, consultation_id)
    as_file = request.GET.get("as") == "pdf"
    open_consultation(consultation=found, by=request.user, now=timezone.now(), as_file=as_file)
    if as_file:
        response = HttpResponse(protocol_pdf(found), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="protocol-{found.number[3:]}.pdf"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
    return render(request, "catalogue/desk/consultation.html", {"consultation": found})
