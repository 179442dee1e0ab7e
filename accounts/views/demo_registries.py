"""«Демо: реестры»: how the demo's registries feel, whom they know, what they were asked. Only in the demo."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms_demo import MoodsForm
from common.gateways import breaker
from common.htmx import go, toast
from neighbours.registries import latest
from neighbours.registry_people import residents
from neighbours.registry_trouble import SERVICES, moods, set_moods

SHOWN_PEOPLE = 12
SHOWN_REQUESTS = 20


@never_cache
@require_http_methods(["GET", "POST"])
def demo_registries(request: HttpRequest) -> HttpResponse:
    """Show the registries and change their moods; a changed one is asked anew at once."""
    if not settings.DEMO:
        raise Http404("Страница не найдена")
    if request.method == "POST":
        return _switch(request)
    form = MoodsForm(initial=moods(settings.NEIGHBOURS_DIR))
    return _page(request, form)


def _switch(request: HttpRequest) -> HttpResponse:
    form = MoodsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    set_moods(settings.NEIGHBOURS_DIR, **form.cleaned_data)
    for service in SERVICES:
        breaker.close(service if service in {"portal", "mfc"} else f"registry:{service}")
    return toast(go(request, reverse("accounts:demo-registries")), "Реестры переключены.")


def _page(request: HttpRequest, form: MoodsForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "people": residents()[:SHOWN_PEOPLE],
        "requests": latest(settings.NEIGHBOURS_DIR, SHOWN_REQUESTS),
    }
    return render(request, "accounts/demo/registries.html", context, status=status)
