"""Writing the protocol of a legal consultation in an appeal: for lawyers who work with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalogue.actions.legal import NewConsultation
from catalogue.models import Consultation
from catalogue.selectors.legal import LIMITS, consultation_for, consultations_about, legal_guess
from common.errors import DomainError
from common.htmx import go
from tickets.actions.consultations import consult_in_ticket
from tickets.forms.desk_consultation import ConsultationForm
from tickets.models import Ticket
from tickets.policies import can_consult_in
from tickets.selectors.question import question_of
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only


@workers_only
@never_cache
@sensitive_post_parameters("question", "explanation")
@require_http_methods(["GET", "POST"])
def consultation(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form and what was written in this appeal before; POST writes a protocol."""
    found = ticket_for(request.user, number)
    if not can_consult_in(request.user, found):
        raise Http404("Страница не найдена")
    corrects = _corrected(request, found)
    form = ConsultationForm(request.POST or None, initial=_start(found, corrects))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewConsultation(
            id=data["key"],
            area=form.chosen_area(),
            question=data["question"],
            explanation=data["explanation"],
            service=form.chosen_service(),
            corrects=corrects,
        )
        try:
            made = consult_in_ticket(ticket=found, new=new, by=request.user, now=timezone.now())
        except DomainError as error:
            if error.http_status == 403:
                raise
            form.add_refusal(error)
        else:
            messages.success(request, f"Протокол {made.number} записан.")
            return go(request, reverse("catalogue:consultation", args=[made.pk]))
    context = {
        "ticket": found,
        "form": form,
        "corrects": corrects,
        "limits": LIMITS,
        "earlier": consultations_about(request.user, found.pk),
    }
    status = 422 if form.errors else 200
    return render(request, "tickets/desk/consultation.html", context, status=status)


def _corrected(request: HttpRequest, found: Ticket) -> Consultation | None:
    """Return the protocol of this appeal that is to be replaced, None for a first one."""
    given = request.POST.get("corrects", "") or request.GET.get("corrects", "")
    if not given:
        return None
    try:
        earlier = consultation_for(request.user, UUID(given))
    except ValueError:
        raise Http404("Протокол не найден") from None
    if earlier.matter != found.pk:
        raise Http404("Протокол не найден")
    return earlier


def _start(found: Ticket, corrects: Consultation | None) -> dict[str, Any]:
    start: dict[str, Any] = {"key": ConsultationForm.fresh_key()}
    if corrects is None:
        guess = legal_guess(question_of(found))
        return start | ({"area": guess.area.pk} if guess and guess.is_sure else {})
    words = {"question": corrects.question, "explanation": corrects.explanation}
    return (
        start
        | words
        | {
            "area": corrects.area_id,
            "service": corrects.service_id or "",
            "corrects": corrects.pk,
        }
    )
