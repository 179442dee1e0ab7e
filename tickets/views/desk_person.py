"""Who is this: repeats, what to do about the topic, links, what looks the same, the whole history.

Fetched after the appeal, so that opening one costs nothing of it.
"""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.errors import InvalidInput
from tickets.models import Ticket
from tickets.selectors.duplicates import Wanted, similar_to, text_of
from tickets.selectors.guides import guide_for
from tickets.selectors.person_stream import kinds, stream_of_person
from tickets.selectors.repeats import repeat_of
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_links import links_context
from tickets.views.desk_list import live_page

STREAM = "person-stream"


@workers_only
@never_cache
@live_page
@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show the panel; htmx fetches it whole, then only its stream: a filter or the next page."""
    found = ticket_for(request.user, number)
    context = {"ticket": found} | _stream(request, found)
    if request.htmx.target in {STREAM, "person-more"}:
        part = "_person_rows.html" if context["after"] else "_person_stream.html"
        return render(request, f"tickets/desk/{part}", context)
    context |= links_context(request.user, found)
    context |= {"guide": guide_for(found), "repeat": repeat_of(found)}
    if found.citizen:
        wanted = Wanted(text_of(found), found.topic, found.pk)
        context["similar"] = similar_to(request.user, found.citizen, wanted, now=timezone.now())
    part = "_person.html" if request.htmx else "person.html"
    return render(request, f"tickets/desk/{part}", context)


def _stream(request: HttpRequest, found: Ticket) -> dict[str, Any]:
    """Return a page of the person's history and the addresses of its filters."""
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    here = reverse("desk:ticket-person", args=[found.number])
    filters = [(code, title, f"{here}?{urlencode({'kind': code})}") for code, title in kinds()]
    context = {"kind": kind, "after": after, "filters": [("", "Всё", here), *filters]}
    if found.citizen is None:
        return context
    try:
        page = stream_of_person(
            request.user, found.citizen, kind=kind, after=after, exclude=found.number
        )
    except InvalidInput as error:
        raise BadRequest(str(error)) from error
    more = {"kind": kind, "after": page.next} if kind else {"after": page.next}
    next_url = f"{here}?{urlencode(more)}" if page.next else ""
    return context | {"rows": page.rows, "next_url": next_url}
