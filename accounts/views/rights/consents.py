"""«Мои согласия»: what was agreed to, agreeing, taking back; the question after a new version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.consents import Withdrawal, give_consents, withdraw_consent
from accounts.forms_rights import AgreeForm, WithdrawForm
from accounts.models import Citizen, SubjectRequest
from accounts.reauth import require_recent_proof
from accounts.selectors import consents as reads
from accounts.sign_in import home_of, safe_next
from accounts.terms import term_of
from accounts.views._page import PersonRequest, page
from accounts.views.rights._own import own_data
from common.errors import DomainError
from common.htmx import go


@own_data
@require_safe
def consents(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """Show every purpose with its text, what was given and when, and what was taken back."""
    context = {
        "lines": reads.lines_of(citizen, now=timezone.now()),
        "history": reads.history_of(citizen),
    }
    return render(request, "accounts/rights/consents.html", context)


@own_data
@require_http_methods(["GET", "POST"])
def consent(request: PersonRequest, citizen: Citizen, purpose: str) -> HttpResponse:
    """Show one text with what follows from giving it or taking it back, and do it."""
    now = timezone.now()
    line = _line(citizen, purpose)
    if line.is_given and not line.is_old:
        return _withdraw(request, citizen, line)
    form = AgreeForm(_sent(request))
    if form.is_bound and form.is_valid():
        give_consents(citizen=citizen, texts=[line.text], by=request.user, now=now)
        messages.success(request, "Согласие записано.")
        return go(request, reverse("accounts:consents"))
    return page(request, "accounts/rights/consent_give.html", {"form": form, "line": line})


def _withdraw(request: PersonRequest, citizen: Citizen, line: reads.ConsentLine) -> HttpResponse:
    required = line.text.is_required
    form = WithdrawForm(_sent(request), initial={"wish": SubjectRequest.Kind.ERASURE})
    if not required:
        del form.fields["wish"]
    if request.method == "POST":
        if required:
            require_recent_proof(request)
        if form.is_valid():
            wish = form.cleaned_data.get("wish", SubjectRequest.Kind.ERASURE)
            try:
                asked = withdraw_consent(
                    citizen=citizen,
                    what=Withdrawal(line.text.purpose, wish),
                    by=request.user,
                    now=timezone.now(),
                )
                messages.success(request, "Согласие отозвано.")
                return go(request, reverse(f"accounts:{'requests' if asked else 'consents'}"))
            except DomainError as error:
                form.add_refusal(error)
    ground = SubjectRequest.Ground.WITHDRAWN
    context = {
        "form": form,
        "line": line,
        "erasure_term": term_of(SubjectRequest.Kind.ERASURE, ground),
        "objection_term": term_of(SubjectRequest.Kind.OBJECTION),
    }
    return page(request, "accounts/rights/consent_withdraw.html", context)


@own_data
@require_http_methods(["GET", "POST"])
def consents_again(request: PersonRequest, citizen: Citizen) -> HttpResponse:
    """Ask for what changed since the person agreed; «не сейчас» leads on and asks at the next sign-in."""
    now, onward = timezone.now(), safe_next(request) or home_of(request.user)
    texts = reads.unasked_texts(citizen, now=now)
    if not texts:
        return go(request, onward)
    form = AgreeForm(_sent(request))
    if form.is_bound and form.is_valid():
        shown = reads.texts_by_id(request.POST.getlist("text"))
        give_consents(citizen=citizen, texts=shown, by=request.user, now=now)
        messages.success(request, "Спасибо, согласие записано.")
        return go(request, onward)
    context = {"form": form, "texts": texts, "onward": onward}
    return page(request, "accounts/rights/consents_again.html", context)


def _sent(request: PersonRequest) -> Any:
    """Return what was sent; a form without a tick sends nothing and is still a form."""
    return request.POST if request.method == "POST" else None


def _line(citizen: Citizen, purpose: str) -> reads.ConsentLine:
    for line in reads.lines_of(citizen, now=timezone.now()):
        if line.text.purpose == purpose:
            return line
    raise Http404("Согласие не найдено")
