"""Files a citizen chooses in a form: kept in its draft whatever becomes of the text."""

from datetime import datetime

from django.forms import Form
from django.http import HttpRequest

from common.errors import DomainError
from tickets.actions.attachments import AttachmentNotFound, discard, upload
from tickets.models import Attachment
from tickets.selectors.files import draft_files


def keep_files(request: HttpRequest, form: Form, place: str, *, now: datetime) -> list[Attachment]:
    """Upload what was chosen, forget what was taken back, return what the draft has now.

    A refused file is named beside the field with its reason; the others stay, so that nobody
    chooses them twice.
    """
    for file in request.FILES.getlist("files"):
        try:
            upload(file=file, name=file.name, by=request.user, draft_key=place, now=now)
        except DomainError as error:
            form.add_error("files", f"{file.name}: {error}")
    rows = draft_files(request.user, place)
    if removed := request.POST.get("remove"):
        drop_files(request, [row for row in rows if str(row.pk) == removed])
        rows = [row for row in rows if str(row.pk) != removed]
    return rows


def drop_files(request: HttpRequest, rows: list[Attachment]) -> None:
    """Forget files of a draft; what is gone already is no trouble."""
    for row in rows:
        try:
            discard(attachment=row, by=request.user)
        except AttachmentNotFound:
            continue
