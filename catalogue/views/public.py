"""Public pages: services and MFC offices. Readable without scripts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.models import Service
from catalogue.selectors.offices import (
    Wanted,
    cities,
    find_offices,
    holiday_today,
    nearest_to,
    office_for,
    services_of,
    shown_now,
)
from catalogue.selectors.services import find_services, grouped, known_service, service_for
from common.typed import words_of

MOST_WORDS = 200
live_page = vary_on_headers("HX-Request")


@live_page
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List services by category, or those that words speak of, best first."""
    text, category = _words(request, "q"), request.GET.get("category", "")
    rows = find_services(text, category=category if category in Service.Category.values else "")
    context = {
        "q": text,
        "category": category,
        "categories": Service.Category.choices,
        "groups": grouped(rows) if not text else [],
        "services": rows if text else [],
        "count": len(rows),
    }
    part = "catalogue/public/services.html"
    return render(request, f"{part}#found" if request.htmx else part, context)


@require_safe
def service(request: HttpRequest, service_code: str) -> HttpResponse:
    """Show a service: papers, fee, term, why in person, where."""
    found = service_for(service_code)
    papers = list(found.documents.all())
    context = {
        "service": found,
        "always": [paper for paper in papers if not paper.condition],
        "sometimes": [paper for paper in papers if paper.condition],
        "links": list(found.links.all()),
        "offices": find_offices(Wanted(service=found.code), now=timezone.now()),
    }
    return render(request, "catalogue/public/service.html", context)


@live_page
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """List MFC offices by words, city, service and whether they are open now."""
    wanted = Wanted(
        text=_words(request, "q"),
        city=_words(request, "city"),
        service=request.GET.get("service", "")[:6].upper(),
        is_open=request.GET.get("open") == "1",
    )
    chosen = known_service(wanted.service) if wanted.service else None
    context = {
        "wanted": wanted,
        "chosen": chosen,
        "cities": cities(),
        "offices": find_offices(wanted, now=timezone.now()),
    }
    part = "catalogue/public/offices.html"
    return render(request, f"{part}#found" if request.htmx else part, context)


@require_safe
def office(request: HttpRequest, office_code: str) -> HttpResponse:
    """Show an office: hours, address, services, what is near."""
    found, now = office_for(office_code), timezone.now()
    shown = shown_now(found, now=now)
    context = {
        "office": found,
        "shown": shown,
        "holiday": holiday_today(shown, now=now),
        "groups": grouped(services_of(found)),
        "near": nearest_to(found, now=now),
    }
    return render(request, "catalogue/public/office.html", context)


def _words(request: HttpRequest, name: str) -> str:
    return words_of(request, name, most=MOST_WORDS)
