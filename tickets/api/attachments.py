"""Files: into a draft, onto an appeal, out again."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.keys import Scope
from common.files import store
from common.files.kinds import KINDS
from common.files.refusals import FileChecking, FileInfected
from common.files.serving import file_response
from common.ids import new_id
from tickets.actions.attachments import add_files, upload_all
from tickets.actions.looking import note_file_downloaded
from tickets.api.base import ApiView, scopes
from tickets.api.inputs import DraftUploadInput, UploadInput
from tickets.api.outputs import AttachmentsOutput
from tickets.api.parsing import StrictMultiPartParser
from tickets.api.schema import BINARY, BODY_ERRORS, NUMBER, created, operation
from tickets.models import Attachment
from tickets.selectors.feed import attachment_for, public_files
from tickets.selectors.visibility import ticket_for

UPLOAD_ERRORS = (*BODY_ERRORS, 507)


class AnythingRenderer(BaseRenderer):
    """Lets `Accept: application/pdf` and the like through to the file itself."""

    media_type = "*/*"
    format = "file"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return JSONRenderer().render(data)


class DraftFiles(ApiView):
    parser_classes = (StrictMultiPartParser,)
    required_scopes = scopes(post=Scope.ATTACHMENTS_WRITE)

    @operation(
        "attachments_upload", "Загрузить файлы для нового обращения или ответа",
        takes={"multipart/form-data": DraftUploadInput}, gives=created(AttachmentsOutput),
        errors=UPLOAD_ERRORS,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        given = self.body(DraftUploadInput)
        rows = upload_all(
            files=given["file"], by=self.key, draft_key=given["draft"], now=timezone.now()
        )
        return Response(AttachmentsOutput({"items": rows}).data, status=201)


class TicketFiles(ApiView):
    parser_classes = (StrictMultiPartParser,)
    required_scopes = scopes(get=Scope.TICKETS_READ, post=Scope.ATTACHMENTS_WRITE)

    @operation(
        "attachments_list",
        "Файлы обращения",
        gives=AttachmentsOutput,
        errors=(404,),
        parameters=(NUMBER,),
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = ticket_for(self.key, number)
        return Response(AttachmentsOutput({"items": public_files(ticket)}).data)

    @operation(
        "attachments_add", "Приложить файлы к обращению",
        takes={"multipart/form-data": UploadInput}, gives=created(AttachmentsOutput),
        parameters=(NUMBER,), errors=(*UPLOAD_ERRORS, 404, 409),
    )  # fmt: skip
    def post(self, request: Request, number: int) -> Response:
        ticket = ticket_for(self.key, number)
        given = self.body(UploadInput)
        item = add_files(
            ticket=ticket,
            files=given["file"],
            draft_key=f"api:{new_id()}",
            by=self.key,
            now=timezone.now(),
        )
        rows = item.attachments.order_by("uploaded_at", "pk")
        return Response(AttachmentsOutput({"items": rows}).data, status=201)


class OneFile(ApiView):
    renderer_classes = (JSONRenderer, AnythingRenderer)
    required_scopes = scopes(get=Scope.TICKETS_READ)

    @operation(
        "attachments_download", "Скачать файл",
        gives={(200, kind.content_type): BINARY for kind in KINDS},
        errors=(404, 410, 423),
    )  # fmt: skip
    def get(self, request: Request, id: UUID) -> FileResponse:
        attachment = attachment_for(self.key, id)
        if attachment.state == Attachment.State.CHECKING:
            raise FileChecking
        if attachment.state == Attachment.State.INFECTED:
            raise FileInfected
        note_file_downloaded(attachment=attachment, by=self.key, now=timezone.now())
        return file_response(
            store.path_of(attachment.storage_name),
            name=attachment.name,
            content_type=attachment.content_type,
        )
