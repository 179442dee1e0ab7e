"""Writing down a request that came on paper: whose it is, then what is asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actions.lookups import look_up
from accounts.actions.subject_requests import Ask, register_request
from accounts.forms_rights import FindForm, RegisterForm
from accounts.models import Citizen
from accounts.policies import can_keep_subject_requests
from accounts.views._page import PersonRequest, page
from accounts.views.officer._page import officers_only
from common.errors import DomainError, TooManyRequests
from common.htmx import go
from common.policies import require


@officers_only
@require_http_methods(["GET", "POST"])
def find(request: PersonRequest) -> HttpResponse:
    """Look for the person: by POST, so that nobody's phone stands in an address."""
    require(can_keep_subject_requests, request.user)
    form = FindForm(request.POST or None)
    found, refusal = None, None
    if form.is_bound and form.is_valid():
        try:
            found = look_up(text=form.cleaned_data["q"], by=request.user, now=timezone.now())
        except TooManyRequests as error:
            form.add_error("q", str(error))
            refusal = error
    context = {"form": form, "found": found}
    response = page(request, "accounts/officer/find.html", context, error=refusal)
    if not form.errors:
        response.status_code = 200
    return response


@officers_only
@require_http_methods(["GET", "POST"])
def request_new(request: PersonRequest, citizen_id: UUID) -> HttpResponse:
    """Take what is asked and start its clock."""
    require(can_keep_subject_requests, request.user)
    citizen = get_object_or_404(Citizen, pk=citizen_id)
    form = RegisterForm(request.POST or None)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data
        ask = Ask(words["kind"], words["ground"], words["text"], words["channel"])
        try:
            row = register_request(citizen=citizen, ask=ask, by=request.user, now=timezone.now())
            messages.success(request, "Запрос записан, срок пошёл.")
            return go(request, reverse("subjects:request", args=[row.pk]))
        except DomainError as error:
            form.add_refusal(error)
    return page(request, "accounts/officer/request_new.html", {"form": form, "citizen": citizen})
