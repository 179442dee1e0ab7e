"""«Всё обо мне»: ordering the archive, watching it grow, taking it."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.subject_exports import ExportNotReady, note_download, order_export
from accounts.models import Citizen, SubjectExport
from accounts.reauth import recently_proved, require_recent_proof
from accounts.selectors.rights import latest_export, own_export
from accounts.views._page import PersonRequest
from accounts.views.rights._own import own_data
from common.errors import DomainError
from common.htmx import go

ZIP_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": 'attachment; filename="my-data.zip"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@own_data
@require_http_methods(["GET", "POST"])
def export(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """Show how far the archive is, or order one."""
    refusal, now = "", timezone.now()
    if request.method == "POST":
        require_recent_proof(request)
        try:
            order_export(citizen=citizen, by=request.user, now=now)
            return go(request, reverse("accounts:export"))
        except DomainError as error:
            refusal = str(error)
    context = {"export": latest_export(citizen), "refusal": refusal, "citizen": citizen, "now": now}
    name = "_export" if getattr(request, "htmx", False) else "export"
    status = 422 if refusal else 200
    return render(request, f"accounts/rights/{name}.html", context, status=status)


@own_data
@recently_proved
@require_safe
def export_file(request: PersonRequest, citizen: Citizen, export_id: UUID) -> HttpResponseBase:
    """Give the archive to whose it is, soon after a proof of who it is; the address alone opens nothing."""
    return sent(request, own_export(citizen, export_id), back=reverse("accounts:export"))


def sent(request: PersonRequest, row: SubjectExport, *, back: str) -> HttpResponseBase:
    """Stream an archive, unsealing it a piece at a time; what is gone leads back."""
    if request.method == "HEAD":
        return HttpResponse(headers={"Cache-Control": "private, no-store"})
    try:
        chunks = note_download(export=row, by=request.user, now=timezone.now())
    except ExportNotReady:
        return go(request, back)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Length"] = str(row.size)
    for header, value in ZIP_HEADERS.items():
        response[header] = value
    return response
