"""Pictures of articles: checked at every request, kept by browsers once they are everybody's."""

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from common.files.serving import file_response
from faq.pictures import CONTENT_TYPE, path_of
from faq.selectors.pictures import picture_for


@require_safe
def picture(request: HttpRequest, picture_id: UUID) -> HttpResponseBase:
    """Give out a picture; one of a draft or of an inner article is colleagues' only and never kept."""
    found, is_public = picture_for(request.user, picture_id)
    name = f"{found.digest[:12]}.webp"
    response = file_response(
        path_of(found.digest), name=name, content_type=CONTENT_TYPE, inline=True
    )
    if is_public:
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
