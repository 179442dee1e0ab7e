"""«Изменения, ждущие второго»: what another colleague asked for, approved or refused by a second one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.changes import approve_change, refuse_change, withdraw_change
from accounts.actions.reveal import reveal_change
from accounts.attributes import displayed, masked
from accounts.forms_person import RefusalForm
from accounts.models import DataChange, User
from accounts.policies import can_decide_change, can_decide_changes, can_see_person
from accounts.selectors.changes import change_with, waiting_changes
from accounts.selectors.personal import open_until
from accounts.selectors.signals import signals_for
from accounts.views.identity._data import data_after, guarded_by
from common.errors import DomainError, TooManyRequests
from common.htmx import go


@guarded_by(can_decide_changes)
@never_cache
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List what waits, with the old and the new value masked, and the signals of a day."""
    return _draw(request)


@guarded_by(can_decide_changes)
@never_cache
@require_POST
def approval(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Apply a change."""
    return _decide(request, change_id, approve_change, "Изменение применено, заявителю сообщили.")


@guarded_by(can_decide_changes)
@never_cache
@require_POST
def refusal(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Refuse a change, with a reason for the colleague."""
    reason = request.POST.get("reason", "")
    return _decide(request, change_id, refuse_change, "В изменении отказано.", reason=reason)


@guarded_by(can_decide_changes)
@never_cache
@require_POST
def show(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Show both values of a change; counted as any reveal."""
    try:
        reveal_change(change=_change_of(change_id), by=request.user, now=timezone.now())
    except DomainError as error:
        return _refused(request, error)
    return go(request, reverse("identity:changes"))


@guarded_by(can_see_person)
@never_cache
@require_POST
def withdrawal(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Take one's own request back."""
    row = _change_of(change_id)
    try:
        withdraw_change(change=row, by=request.user, now=timezone.now())
    except DomainError as error:
        return data_after(request, row.citizen, error=error)
    return data_after(request, row.citizen)


def _decide(
    request: HttpRequest, change_id: UUID, door: Callable[..., DataChange], done: str, **more: str
) -> HttpResponse:
    try:
        door(change=_change_of(change_id), by=request.user, now=timezone.now(), **more)
    except DomainError as error:
        return _refused(request, error)
    messages.success(request, done)
    return go(request, reverse("identity:changes"))


def _change_of(change_id: UUID) -> DataChange:
    change = change_with(change_id)
    if change is None:
        raise Http404("Изменение не найдено")
    return change


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    if error.http_status == 403:
        raise error
    response = _draw(request, refusal=error)
    response.status_code = 422
    if isinstance(error, TooManyRequests):
        response.status_code = 429
        response["Retry-After"] = str(error.retry_after_s)
    return response


def _draw(request: HttpRequest, **more: Any) -> HttpResponse:
    now = timezone.now()
    context = {
        "rows": [_row(change, request.user) for change in waiting_changes()],
        "form": RefusalForm(auto_id=False),
        "signals": signals_for(request.user, now=now),
    }
    return render(request, "accounts/identity/changes.html", context | more)


def _row(change: DataChange, by: User) -> dict[str, Any]:
    """Return a change with its values as this colleague may read them now."""
    is_open = change.attribute in open_until(change.citizen, by, now=timezone.now())
    write = displayed if is_open else masked
    return {
        "change": change,
        "old": write(change.attribute, change.old_value),
        "new": write(change.attribute, change.new_value),
        "is_open": is_open,
        "may_decide": can_decide_change(by, change),
    }
