"""Big downloads of a supervisor: how far each is, and taking one that is ready."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from accounts.reauth import recently_proved
from common.htmx import HtmxHttpRequest
from tickets.actions.export_files import take_export_file
from tickets.policies import can_export
from tickets.selectors.export_files import files_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@login_required
@require_GET
@vary_on_headers("HX-Request")
def files(request: HtmxHttpRequest) -> HttpResponse:
    """List the person's own files; a poke fetches the list alone."""
    if not can_export(request.user):
        raise PermissionDenied
    rows = list(files_of(cast("User", request.user)))
    context = {"files": rows, "is_coming": any(row.is_coming for row in rows)}
    name = "tickets/board/_files.html" if request.htmx else "tickets/board/files.html"
    return render(request, name, context)


@never_cache
@login_required
@recently_proved
@require_POST
def download(request: HtmxHttpRequest, file_id: UUID) -> HttpResponseBase:
    """Give a ready file to who ordered it, and to nobody else."""
    user = cast("User", request.user)
    file = get_object_or_404(files_of(user), pk=file_id)
    pieces = take_export_file(file=file, by=user, now=timezone.now())
    response = StreamingHttpResponse(pieces, content_type=XLSX)
    name = f"obrashcheniya-{timezone.localdate(file.asked_at):%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(file.size)
    return response
