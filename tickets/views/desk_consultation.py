"""Writing the protocol of a legal consultation in an appeal: for lawyers who work with it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalogue.actions.legal import NewConsultation
from catalogue.selectors.legal import LIMITS, consultations_about
from common.errors import DomainError
from common.htmx import go
from tickets.actions.consultations import consult_in_ticket
from tickets.forms.desk_consultation import ConsultationForm
from tickets.policies import can_consult_in
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
    form = ConsultationForm(request.POST or None, initial={"key": ConsultationForm.fresh_key()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewConsultation(
            id=data["key"],
            area=form.chosen_area(),
            question=data["question"],
            explanation=data["explanation"],
            service=form.chosen_service(),
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
        "limits": LIMITS,
        "earlier": consultations_about(request.user, found.pk),
    }
    status = 422 if form.errors else 200
    return render(request, "tickets/desk/consultation.html", context, status=status)
