"""Files of a dialog: taken one by one, given only to who may see the message they stand in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chat.actions.files import Upload, note_downloaded, opened, small_of, upload_file
from chat.guests import person_of
from chat.models import File
from chat.selectors.dialogs import dialog_for
from chat.selectors.faces import file_face
from chat.selectors.files import file_for
from chat.views.visitors import from_own_page
from common.errors import DomainError, TooManyRequests
from common.files.refusals import FileChecking, FileInfected
from common.files.serving import pieces_response


@from_own_page
@never_cache
@require_POST
def upload(request: HttpRequest, dialog_id: UUID) -> HttpResponse:
    """Keep one file for a message still to be sent; answers in JSON, refusals in kind words."""
    by = person_of(request)
    dialog = dialog_for(by, dialog_id)
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"code": "no_file", "error": "Выберите файл."}, status=422)
    try:
        upload = Upload(sent, sent.name or "")
        file = upload_file(dialog=dialog, upload=upload, by=by, now=timezone.now())
    except DomainError as error:
        status = 422 if error.http_status in {400, 409} else error.http_status
        response = JsonResponse({"code": error.code, "error": str(error)}, status=status)
        if isinstance(error, TooManyRequests):
            response["Retry-After"] = str(error.retry_after_s)
        return response
    return JsonResponse(file_face(file), status=201)


@require_safe
def file(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """Give a file, unsealed on the way; a stranger learns nothing (U-09…U-11). `?inline` shows a picture in place."""
    by = person_of(request)
    found = file_for(by, id)
    if found.state == File.State.CHECKING:
        raise FileChecking
    if found.state == File.State.INFECTED:
        raise FileInfected
    is_inline = "inline" in request.GET
    if request.GET.get("inline") == "small" and (small := small_of(found)) is not None:
        return pieces_response(small, name=found.name, content_type="image/webp", inline=True)
    if not is_inline:
        note_downloaded(file=found, by=by, now=timezone.now())
    return pieces_response(
        opened(found), name=found.name, content_type=found.content_type, inline=is_inline
    )
