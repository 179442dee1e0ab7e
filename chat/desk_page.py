"""What the desk's templates draw of one dialog. Reads only; views choose the template."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from chat import policies
from chat.desk_moves import moves_of
from chat.models import Dialog
from chat.selectors.desk import language_of, level_of, topic_context
from chat.selectors.people import name_of
from chat.selectors.summary import lines_of, summary_of
from chat.states import DialogState, Ending, Result
from common.errors import InvalidInput
from tickets.selectors.person_stream import kinds, stream_of_person


def work_context(user: User, dialog: Dialog) -> dict[str, Any]:
    """Return the middle column: head, rows, composer, what may be done now."""
    may = moves_of(user, dialog)
    leads = policies.leads(user, dialog)
    return {
        "dialog": dialog,
        "name": name_of(dialog),
        "lines": lines_of(dialog, with_inner=True),
        "may": may,
        "leads": leads,
        "may_write": policies.can_write(user, dialog),
        "may_note": policies.can_note(user, dialog),
        "is_waiting": dialog.state == DialogState.WAITING,
        "is_wrap_up": dialog.state == DialogState.WRAP_UP and leads,
        "summary": summary_of(dialog) if dialog.handed_over or not leads else None,
        **_quick(dialog),
        "level": level_of(dialog),
        "language": language_of(dialog),
        **topic_context(dialog),
    }


def _quick(dialog: Dialog) -> dict[str, str]:
    """Return the result one key writes: what the talk itself says."""
    made = Result.TICKET if dialog.ticket_id else Result.SOLVED
    if dialog.ending == Ending.SILENCE and not dialog.ticket_id:
        made = Result.NO_ANSWER
    result = Result(dialog.result) if dialog.result else made
    return {"quick_result": result.value, "quick_label": str(result.label)}


def stream_of(request: HttpRequest, by: User, dialog: Dialog) -> dict[str, Any]:
    """Return a page of the person's history in all channels, with its filters."""
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    here = reverse("chats:dialog", args=[dialog.pk])
    filters = [(code, title, f"{here}?{urlencode({'kind': code})}") for code, title in kinds()]
    context = {"kind": kind, "after": after, "filters": [("", "Всё", here), *filters]}
    if dialog.citizen is None:
        return context
    try:
        page = stream_of_person(by, dialog.citizen, kind=kind, after=after)
    except InvalidInput as error:
        raise BadRequest(str(error)) from error
    more = {"kind": kind, "after": page.next} if kind else {"after": page.next}
    next_url = f"{here}?{urlencode(more)}" if page.next else ""
    return context | {"rows": page.rows, "next_url": next_url}
