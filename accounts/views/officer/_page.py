"""Who may open the officer's pages, and how one request is drawn."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts import policies
from accounts.forms_rights import AnswerForm, RefuseForm
from accounts.models import SubjectRequest
from accounts.selectors.rights import act_of_request, held_about, holds_on, subject_of
from accounts.terms import term_of
from accounts.views._page import PersonRequest

View = Callable[..., HttpResponseBase]


def officers_only(view: View) -> View:
    """Let the officer and the confirmers in; for others there are no such pages."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.can_see_subject_requests(request.user):
            raise Http404("Страница не найдена")
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def request_page(
    request: PersonRequest, row: SubjectRequest, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Draw one request: whose, until when, what is held, what forbids erasing, what can be done."""
    user, now = request.user, timezone.now()
    subject = subject_of(row.citizen)
    is_erasure = row.kind == SubjectRequest.Kind.ERASURE
    may_keep = policies.can_keep_subject_requests(user) and row.is_open
    context = {
        "row": row,
        "now": now,
        "term": term_of(row.kind, row.ground),
        "held": held_about(subject),
        "holds": holds_on(subject, now=now) if is_erasure and row.is_open else [],
        "export": getattr(row, "export", None),
        "act": act_of_request(row),
        "may_keep": may_keep,
        "may_confirm": row.is_open and policies.can_confirm_erasure(user, row),
        "answer_form": forms.get("answer_form") or AnswerForm(),
        "refuse_form": forms.get("refuse_form") or RefuseForm(),
        "refusal": forms.get("refusal", ""),
    }
    return render(request, "accounts/officer/request.html", context, status=status)
