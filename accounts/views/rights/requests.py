"""The person's requests about their data: the list, a new one, erasure, taking one back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.subject_requests import Ask, ask_about_data, withdraw_request
from accounts.forms_rights import AskForm, ErasureForm
from accounts.models import Citizen, SubjectRequest
from accounts.reauth import require_recent_proof
from accounts.selectors.rights import holds_on, own_request, own_requests, subject_of
from accounts.terms import term_of
from accounts.views._page import PersonRequest, page
from accounts.views.rights._own import own_data
from common.errors import DomainError
from common.htmx import go

Kind = SubjectRequest.Kind


@own_data
@require_safe
def requests(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """Show every request with its state, its date, its answer."""
    rows = own_requests(citizen)
    return render(request, "accounts/rights/requests.html", {"requests": rows})


@own_data
@require_http_methods(["GET", "POST"])
def request_new(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """Take a request to correct data or to stop using them."""
    form = AskForm(request.POST or None, initial={"kind": Kind.CORRECTION})
    if form.is_bound and form.is_valid():
        ask = Ask(form.cleaned_data["kind"], text=form.cleaned_data["text"])
        try:
            ask_about_data(citizen=citizen, ask=ask, by=request.user, now=timezone.now())
            messages.success(request, "Запрос принят.")
            return go(request, reverse("accounts:requests"))
        except DomainError as error:
            form.add_refusal(error)
    terms = {"correction": term_of(Kind.CORRECTION), "objection": term_of(Kind.OBJECTION)}
    return page(request, "accounts/rights/request_new.html", {"form": form, **terms})


@own_data
@require_http_methods(["GET", "POST"])
def erasure(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """Say what erasing means and what must be kept, and take the request."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST":
        require_recent_proof(request)
        if form.is_valid():
            ask = Ask(Kind.ERASURE, text=form.cleaned_data["text"])
            try:
                ask_about_data(citizen=citizen, ask=ask, by=request.user, now=timezone.now())
                messages.success(request, "Запрос на удаление принят.")
                return go(request, reverse("accounts:requests"))
            except DomainError as error:
                form.add_refusal(error)
    context = {
        "form": form,
        "holds": holds_on(subject_of(citizen), now=timezone.now()),
        "term": term_of(Kind.ERASURE),
    }
    return page(request, "accounts/rights/erasure.html", context)


@own_data
@require_POST
def request_withdraw(request: PersonRequest, citizen: Citizen, request_id: UUID) -> HttpResponse:
    """Take one's request back while it waits."""
    row = own_request(citizen, request_id)
    try:
        withdraw_request(request=row, by=request.user, now=timezone.now())
        messages.success(request, "Запрос отозван.")
    except DomainError as error:
        messages.warning(request, str(error))
    return go(request, reverse("accounts:requests"))
