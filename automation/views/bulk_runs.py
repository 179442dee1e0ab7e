"""Mass actions under way and over: how far, what was refused, stopping, taking back."""

import csv
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from automation.actions.bulk import cancel_bulk, undo_bulk
from automation.models import BulkRun
from automation.policies import can_cancel_bulk, can_undo_bulk
from automation.selectors.bulk import (
    can_take_back,
    progress_of,
    reasons_of,
    refused_of,
    runs_seen_by,
    under_way,
)
from automation.views.access import workers_only
from common.errors import DomainError
from common.htmx import go

SHOWN = 50


@workers_only
@never_cache
@require_safe
def bulks(request: HttpRequest) -> HttpResponse:
    """List mass actions: one's own, a supervisor's also those of their teams."""
    rows = [progress_of(run) for run in runs_seen_by(request.user)[:SHOWN]]
    return render(request, "automation/bulks.html", {"rows": rows})


@workers_only
@never_cache
@require_safe
def bulk_now(request: HttpRequest) -> HttpResponse:
    """Show in the header what is under way, nothing when nothing is."""
    rows = under_way(request.user)
    return render(request, "automation/_bulk_now.html", {"rows": rows})


@workers_only
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def bulk(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show one mass action; htmx fetches how far it is."""
    run = _run(request, run_id)
    part = "_bulk.html" if request.htmx else "bulk.html"
    return render(request, f"automation/{part}", _context(request, run))


@workers_only
@require_POST
def bulk_cancellation(request: HttpRequest, run_id: UUID) -> HttpResponse:
    return _done(request, run_id, cancel_bulk, "Остановлено. Что успело измениться, осталось так.")


@workers_only
@require_POST
def bulk_undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    return _done(request, run_id, undo_bulk, "Возвращаем, как было: только то, чего не касались.")


@workers_only
@never_cache
@require_safe
def bulk_refused(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Give the numbers that were refused or not taken back, each with the reason."""
    run = _run(request, run_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="otkazy.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Номер", "Итог", "Причина"])
    for row in refused_of(run).iterator(2_000):
        reason = row.reason if row.reason[:1] not in "=+-@\t\r" else f"'{row.reason}"
        writer.writerow([row.ticket.number, row.get_state_display(), reason])
    return response


def _run(request: HttpRequest, run_id: UUID) -> BulkRun:
    return get_object_or_404(runs_seen_by(request.user), pk=run_id)


def _done(
    request: HttpRequest, run_id: UUID, door: Callable[..., BulkRun], words: str
) -> HttpResponse:
    run = _run(request, run_id)
    try:
        door(run=run, by=request.user, now=timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        context = _context(request, _run(request, run_id)) | {"refusal": str(error)}
        return render(request, "automation/bulk.html", context, status=422)
    messages.success(request, words)
    return go(request, reverse("automation:bulk", args=[run.pk]))


def _context(request: HttpRequest, run: BulkRun) -> dict[str, Any]:
    now, ended = timezone.now(), {BulkRun.State.DONE, BulkRun.State.CANCELLED}
    back = can_take_back(run) if run.state in ended else 0
    return {
        "run": run,
        "progress": progress_of(run),
        "steps": run.loaded(),
        "reasons": reasons_of(run),
        "refused": refused_of(run)[:SHOWN],
        "shown": SHOWN,
        "returnable": back if can_undo_bulk(request.user, run) else 0,
        "may_cancel": run.state in {BulkRun.State.WAITING, BulkRun.State.RUNNING}
        and can_cancel_bulk(request.user, run),
        "waits_s": max(0, round((run.starts_at - now).total_seconds())),
    }
