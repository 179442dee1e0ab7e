"""What a masked field of an appeal hides, shown once. Filling fields is a move (`desk_moves`)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.errors import DomainError
from tickets.actions.custom_fields import reveal_field
from tickets.selectors.custom_fields import field_by_code
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_side import shown


@workers_only
@never_cache
@require_POST
def field(request: HttpRequest, number: int, field_code: str) -> HttpResponse:
    """Show one value whole, for this answer only, to who says why."""
    found, known = ticket_for(request.user, number), field_by_code(field_code)
    if known is None:
        raise Http404("Такого поля нет")
    try:
        words = reveal_field(
            ticket=found,
            field=known,
            by=request.user,
            reason=request.POST.get("why", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        if error.http_status == 403:
            raise
        refusal = {"refusal": str(error), "refused": "fields"}
        return shown(request, found, "fields", status=422, **refusal)
    return shown(request, found, "fields", revealed=known.code, revealed_words=words)
