"""How far an application in the MFC is: asked by its number. Posted, so that it stays out of addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from catalogue.actions.mfc import ask_mfc
from catalogue.forms import MfcForm
from catalogue.gateways.mfc import Answer, Application, Unknown
from catalogue.selectors.offices import known_office
from catalogue.selectors.services import known_service
from catalogue.views.access import workers_only
from common.errors import DomainError
from common.gateways.answers import Unavailable


@workers_only
@never_cache
@sensitive_post_parameters("number")
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def mfc(request: HttpRequest) -> HttpResponse:
    """Ask for a number, then show the stage, the term, the office, or why there is no answer."""
    form, context = MfcForm(request.POST or None), {}
    if request.method == "POST" and form.is_valid():
        try:
            answer = ask_mfc(
                number=form.cleaned_data["number"], by=request.user, now=timezone.now()
            )
        except DomainError as error:
            if error.http_status == 403:
                raise
            form.add_error("number", str(error))
        else:
            context = _shown(answer)
    context |= {"form": form}
    part = "catalogue/desk/_mfc.html" if request.htmx else "catalogue/desk/mfc.html"
    return render(request, part, context, status=422 if form.errors else 200)


def _shown(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Application):
        return {
            "found": answer,
            "service": known_service(answer.service),
            "office": known_office(answer.office),
        }
    if isinstance(answer, Unknown):
        return {"is_unknown": True}
    reason = answer.reason.label if isinstance(answer, Unavailable) else "не подключён"
    return {"reason": reason}
