"""Acts of destruction: the list, one to print, its log extract as CSV and JSON (order 179)."""

import csv
import io
import json
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.selectors.rights import PAGE, act_for, acts, extract_of
from accounts.views._page import PersonRequest
from accounts.views.officer._page import officers_only

HEAD = ("id", "at", "event", "subject", "actor_kind", "actor_id", "request_id", "data")


@officers_only
@require_safe
def acts_list(request: PersonRequest) -> HttpResponse:
    """List the acts, newest first."""
    return render(request, "accounts/officer/acts.html", {"acts": list(acts(request.user)[:PAGE])})


@officers_only
@require_safe
def act(request: PersonRequest, act_id: UUID) -> HttpResponse:
    """Show an act as it is printed: who, when, what, on what ground, by what means."""
    row = act_for(request.user, act_id)
    context = {"act": row, "extract": extract_of(row), "total": sum(row.counts.values())}
    return render(request, "accounts/officer/act.html", context)


@officers_only
@require_safe
def act_log(request: PersonRequest, act_id: UUID, form: str) -> HttpResponse:
    """Give the extract of the journal that goes with the act."""
    row = act_for(request.user, act_id)
    lines = [
        [
            entry.pk,
            entry.at.isoformat(),
            entry.event,
            entry.subject,
            entry.actor_kind,
            entry.actor_id,
            entry.request_id,
            json.dumps(entry.data, ensure_ascii=False, sort_keys=True),
        ]
        for entry in extract_of(row)
    ]
    if form == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
        writer.writerows([HEAD, *lines])
        body, kind = "\ufeff" + buffer.getvalue(), "text/csv; charset=utf-8"
    elif form == "json":
        body = json.dumps([dict(zip(HEAD, line, strict=True)) for line in lines], indent=1)
        kind = "application/json"
    else:
        raise Http404("Такого вида выписки нет")
    name = f"act-{str(row.pk)[-12:]}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=kind, headers=headers)
