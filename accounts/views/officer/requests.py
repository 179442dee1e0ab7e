"""The list by due date, one request, and what the officer and the second person do with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import erasure, subject_exports, subject_requests
from accounts.forms_rights import AnswerForm, RefuseForm
from accounts.models import SubjectRequest
from accounts.policies import can_keep_subject_requests
from accounts.reauth import recently_proved
from accounts.selectors import rights
from accounts.views._page import PersonRequest
from accounts.views.officer._page import officers_only, request_page
from accounts.views.rights.export import sent
from common.errors import DomainError
from common.htmx import go

PAGE = rights.PAGE


@officers_only
@require_safe
def requests(request: PersonRequest) -> HttpResponse:
    """List what waits, the soonest due first, and what was answered."""
    answered = list(rights.answered_requests(request.user, before=_last(request))[: PAGE + 1])
    last = answered[PAGE - 1].pk if len(answered) > PAGE else None
    context = {
        "waiting": rights.open_requests(request.user),
        "answered": answered[:PAGE],
        "next_url": f"{request.path}?before={last}" if last else "",
        "now": timezone.now(),
        "may_keep": can_keep_subject_requests(request.user),
    }
    name = "_answered" if getattr(request, "htmx", False) else "requests"
    return render(request, f"accounts/officer/{name}.html", context)


@officers_only
@require_safe
def request_shown(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Show one request with what is held about the person: counts, never the data."""
    row = rights.request_for(request.user, request_id)
    subject_requests.note_held_shown(request=row, by=request.user, now=timezone.now())
    return request_page(request, row)


@officers_only
@require_POST
def answer(request: PersonRequest, request_id: UUID) -> HttpResponse:
    row, form = rights.request_for(request.user, request_id), AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data["answer"]

        def door(now: Any) -> object:
            return subject_requests.answer_request(
                request=row, answer=said, by=request.user, now=now
            )

        return _done(request, row, door, "Ответ записан, заявитель узнает о нём.")
    return request_page(request, row, status=422, answer_form=form)


@officers_only
@require_POST
def refuse(request: PersonRequest, request_id: UUID) -> HttpResponse:
    row, form = rights.request_for(request.user, request_id), RefuseForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data

        def door(now: Any) -> object:
            return subject_requests.refuse_request(
                request=row,
                article=words["article"],
                answer=words["answer"],
                by=request.user,
                now=now,
            )

        return _done(request, row, door, "Отказ записан, заявитель узнает о нём.")
    return request_page(request, row, status=422, refuse_form=form)


@officers_only
@recently_proved
@require_POST
def propose(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Put an erasure before a second person."""
    row = rights.request_for(request.user, request_id)
    return _done(
        request,
        row,
        lambda now: erasure.propose_erasure(request=row, by=request.user, now=now),
        "Отправлено на подтверждение второму сотруднику.",
    )


@officers_only
@require_POST
def give_back(request: PersonRequest, request_id: UUID) -> HttpResponse:
    row = rights.request_for(request.user, request_id)
    return _done(
        request,
        row,
        lambda now: erasure.return_erasure(request=row, by=request.user, now=now),
        "Запрос возвращён ответственному.",
    )


@officers_only
@recently_proved
@require_POST
def confirm(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Erase: the second person's deed, with a fresh proof of who it is."""
    row = rights.request_for(request.user, request_id)
    return _done(
        request,
        row,
        lambda now: erasure.confirm_erasure(request=row, by=request.user, now=now),
        "Данные удалены, акт составлен.",
    )


@officers_only
@recently_proved
@require_POST
def make_export(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Have the archive built for a person who asked in writing."""
    row = rights.request_for(request.user, request_id)
    return _done(
        request,
        row,
        lambda now: subject_exports.make_export(request=row, by=request.user, now=now),
        "Архив собирается.",
    )


@officers_only
@recently_proved
@require_safe
def export_file(request: PersonRequest, request_id: UUID) -> HttpResponseBase:
    """Give the officer the archive to hand over; what the person ordered is the person's alone."""
    row = rights.request_for(request.user, request_id)
    back = reverse("subjects:request", args=[row.pk])
    if row.registered_by_id is None or not hasattr(row, "export"):
        return go(request, back)
    return sent(request, row.export, back=back)


def _done(
    request: PersonRequest, row: SubjectRequest, door: Callable[[Any], object], said: str
) -> HttpResponse:
    """Do it and lead back to the request; a refusal is shown on its page."""
    try:
        door(timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        return request_page(request, row, status=422, refusal=str(error))
    messages.success(request, said)
    return go(request, reverse("subjects:request", args=[row.pk]))


def _last(request: PersonRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None
