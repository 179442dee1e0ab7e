"""What a supervisor changes in the queue: a colleague's state and queues, an item's priority and person."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from common import htmx
from common.errors import DomainError, InvalidInput
from routing.actions.presence import set_presence
from routing.actions.steering import (
    move_operator,
    reserve_work,
    return_operator,
    set_work_priority,
)
from routing.forms import PersonForm, PostingForm, PriorityForm
from routing.models import Presence
from routing.selectors.desk import presence_of
from routing.selectors.steering import colleague_for, item_for_leader, lines_of
from routing.views.access import leaders_only

answered = partial(htmx.answered, back="/desk/")


@leaders_only
@require_POST
def operator_presence(request: HttpRequest, operator_id: UUID) -> HttpResponse:
    """Set a colleague's `state`, or a pause by its `reason`."""
    operator, given = colleague_for(request.user, operator_id), _given(request)
    before, state = presence_of(operator), given.get("state", "")
    try:
        set_presence(
            operator=operator,
            state=state or Presence.State.PAUSED,
            reason=given.get("reason", ""),
            by=request.user,
            now=timezone.now(),
        )
    except InvalidInput as error:
        return answered(request, "", refusal=error)
    undo = _undo(request, **_as_before(before)) if before else ""
    return answered(request, f"{operator.full_name}: состояние изменено.", undo=undo)


@leaders_only
@require_POST
def operator_posting(request: HttpRequest, operator_id: UUID) -> HttpResponse:
    """Send a colleague to the queues of `teams` `until` a time today; `end`: back to their own."""
    operator, now = colleague_for(request.user, operator_id), timezone.now()
    if "end" in _given(request):
        return_operator(operator=operator, by=request.user, now=now)
        return answered(request, f"{operator.full_name}: снова в своих очередях.")
    form = PostingForm(request.POST, teams=lines_of(request.user))
    try:
        given = _clean(form)
        move_operator(
            operator=operator,
            teams=[team.pk for team in given["teams"]],
            until=form.until_moment(now),
            by=request.user,
            now=now,
        )
    except InvalidInput as error:
        return answered(request, "", refusal=error)
    undo = _undo(request, end="1")
    return answered(request, f"{operator.full_name}: направление записано.", undo=undo)


@leaders_only
@require_POST
def item_priority(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Set an item's `priority` in the queue, 1 to 4."""
    item = item_for_leader(request.user, item_id)
    undo = _undo(request, priority=str(item.priority))
    try:
        given = _clean(PriorityForm(_given(request)))
        now = timezone.now()
        set_work_priority(item=item, priority=given["priority"], by=request.user, now=now)
    except DomainError as error:
        return _refused_or_raised(request, error)
    return answered(request, "Приоритет изменён.", undo=undo)


@leaders_only
@require_POST
def item_reservation(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Keep an item for the colleague `operator`; empty gives it to everybody again."""
    item = item_for_leader(request.user, item_id)
    undo = _undo(request, operator=str(item.reserved_id or ""))
    try:
        key = _clean(PersonForm(_given(request)))["operator"]
        operator = colleague_for(request.user, key) if key else None
        reserve_work(item=item, operator=operator, by=request.user, now=timezone.now())
    except DomainError as error:
        return _refused_or_raised(request, error)
    said = "Отложено для сотрудника." if operator else "Снова доступно всем."
    return answered(request, said, undo=undo)


def _given(request: HttpRequest) -> QueryDict:
    """Return the form; «Отменить» posts to an address that carries the values itself."""
    return request.POST or request.GET


def _undo(request: HttpRequest, **values: str) -> str:
    return f"{request.path}?{urlencode(values)}"


def _as_before(presence: Presence) -> dict[str, str]:
    """Return what to send to have this state again; after-contact work is over once it was left."""
    if presence.state == Presence.State.PAUSED and presence.reason and presence.reason.is_choosable:
        return {"reason": presence.reason_id or ""}
    is_gone = presence.state == Presence.State.OFFLINE
    return {"state": Presence.State.OFFLINE if is_gone else Presence.State.READY}


def _clean(form: Any) -> dict[str, Any]:
    """Return what was given; InvalidInput with the first of the form's own words."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise InvalidInput(f"{form.fields[field].label}: {errors[0]}", field=field)
    return dict(form.cleaned_data)


def _refused_or_raised(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer an anticipated refusal; what is not theirs to do stays a 403."""
    if error.http_status == 403:
        raise error
    return answered(request, "", refusal=error)
