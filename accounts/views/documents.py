"""«Мои документы»: a person writes down their own, and sees them openly after a fresh proof (A-18)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.documents import note_own_documents_shown, record_documents
from accounts.forms_person import DocumentsForm
from accounts.models import Citizen, PersonalData
from accounts.reauth import recently_proved
from accounts.selectors.changes import active_freeze
from accounts.selectors.personal import own_documents
from accounts.views._page import PersonRequest, page
from common.errors import DomainError
from common.htmx import go


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def documents(request: PersonRequest) -> HttpResponse:
    """Show what is written down, masked, and take more; what is left empty stays as it was."""
    citizen = get_object_or_404(Citizen, user=request.user, kind=Citizen.PERSON)
    form = DocumentsForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            done = record_documents(
                citizen=citizen,
                values=form.values(),
                source=PersonalData.Source.CITIZEN,
                by=request.user,
                now=timezone.now(),
            )
            words = (
                "Документы сохранены." if done else "Ничего нового: документы остались как были."
            )
            messages.success(request, words)
            return go(request, reverse("accounts:documents"))
        except DomainError as error:
            form.add_refusal(error)
    context = {
        "form": form,
        "rows": own_documents(citizen, is_open=False),
        "freeze": active_freeze(citizen),
    }
    return page(request, "accounts/documents.html", context)


@never_cache
@login_required
@recently_proved
@require_POST
def shown(request: PersonRequest) -> HttpResponse:
    """Show one's own documents openly, on this one page."""
    citizen = get_object_or_404(Citizen, user=request.user, kind=Citizen.PERSON)
    note_own_documents_shown(citizen=citizen, by=request.user, now=timezone.now())
    rows = own_documents(citizen, is_open=True)
    context = {"form": DocumentsForm(), "rows": rows, "is_open": True}
    context["freeze"] = active_freeze(citizen)
    return render(request, "accounts/documents.html", context)
