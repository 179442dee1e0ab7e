"""What works now, what is planned: for everybody on the desk; those who lead the shift change it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.actions.systems import NewState, set_system_state
from catalogue.forms import StateForm
from catalogue.policies import can_set_system_state
from catalogue.selectors.systems import system_for, systems_now, works_ahead
from catalogue.views.access import workers_only
from common.errors import InvalidInput
from common.htmx import go


@workers_only
@never_cache
@require_http_methods(["GET", "POST"])
def systems(request: HttpRequest) -> HttpResponse:
    """Show states and works; POST says how one system does now."""
    form = StateForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        data = form.cleaned_data
        system = system_for(data["system"])
        new = NewState(data["state"], data["details"], data["retry_minutes"])
        try:
            set_system_state(system=system, new=new, by=request.user, now=timezone.now())
        except InvalidInput as error:
            form.add_error("retry_minutes", str(error))
        else:
            messages.success(request, f"{system.title}: записано.")
            return go(request, reverse("catalogue:systems"))
    now = timezone.now()
    context = {
        "systems": systems_now(now=now),
        "works": works_ahead(now=now),
        "may_set": can_set_system_state(request.user),
        "states": StateForm.base_fields["state"].choices,
        "form": form,
    }
    return render(request, "catalogue/desk/systems.html", context, status=422 if form else 200)
