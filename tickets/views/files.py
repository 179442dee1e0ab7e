"""Files leave here only: rights are asked at every request, whatever the link (U-09…U-11)."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors import active_user
from common.actors import Acts
from common.files import store
from common.files.refusals import FileChecking, FileInfected
from common.files.serving import file_response
from tickets.actions.looking import note_file_downloaded
from tickets.models import Attachment
from tickets.selectors.feed import attachment_for

SIGNED_FOR_S = 60
_SALT = "tickets.file"


@require_safe
def file(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """Give a file to whoever sees its appeal; a stranger learns nothing.

    With a second host name the browser is sent there with a link of one minute, because that
    host has no cookies to know anybody by.
    """
    attachment = attachment_for(request.user, id)
    if settings.FILES_URL:
        token = signing.dumps([str(id), str(request.user.pk), _wants_inline(request)], salt=_SALT)
        path = reverse("tickets:file-signed", kwargs={"token": token})
        return HttpResponseRedirect(
            f"{settings.FILES_URL}{path}", headers={"Cache-Control": "no-store"}
        )
    return _served(attachment, request.user, inline=_wants_inline(request))


@require_safe
def signed_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Serve on the second host: the link is young, and its person still may."""
    try:
        id, person, inline = signing.loads(token, salt=_SALT, max_age=SIGNED_FOR_S)
    except signing.BadSignature as error:
        raise Http404("Ссылка устарела") from error
    user = active_user(person)
    if not settings.FILES_URL or user is None:
        raise Http404("Ссылка устарела")
    return _served(attachment_for(user, UUID(id)), user, inline=bool(inline))


def _wants_inline(request: HttpRequest) -> bool:
    return request.GET.get("inline") == "1"


def _served(attachment: Attachment, by: Acts, *, inline: bool) -> HttpResponseBase:
    if attachment.state == Attachment.State.CHECKING:
        raise FileChecking
    if attachment.state == Attachment.State.INFECTED:
        raise FileInfected
    note_file_downloaded(attachment=attachment, by=by, now=timezone.now())
    path = store.path_of(attachment.storage_name)
    return file_response(
        path, name=attachment.name, content_type=attachment.content_type, inline=inline
    )
