"""«Мои данные» and «Кто смотрел мои данные»."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Citizen
from accounts.selectors import consents
from accounts.selectors.lookers import page_of_looks
from accounts.selectors.rights import latest_export, own_requests, subject_of
from accounts.views._page import PersonRequest
from accounts.views.rights._own import own_data


@own_data
@require_safe
def data(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """Show what can be done about one's data, with what waits."""
    now = timezone.now()
    lines = consents.lines_of(citizen, now=now)
    waiting = sum(row.is_open for row in own_requests(citizen))
    export = latest_export(citizen)
    is_ready = export is not None and export.expires_at is not None and export.expires_at > now
    notes = {
        "consents": f"{sum(line.is_given for line in lines)} из {len(lines)}" if lines else "",
        "requests": f"в работе: {waiting}" if waiting else "",
        "export": "готов" if is_ready else "",
    }
    return render(request, "accounts/rights/data.html", {"notes": notes})


@own_data
@require_safe
def lookers(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """List who did what with the person's data, by role and team, newest first."""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    page = page_of_looks(subject_of(citizen), before=before)
    next_url = f"{request.path}?before={page.next_before}" if page.next_before else ""
    context = {"looks": page.looks, "next_url": next_url, "is_first": before is None}
    name = "_looks" if getattr(request, "htmx", False) else "lookers"
    return render(request, f"accounts/rights/{name}.html", context)
