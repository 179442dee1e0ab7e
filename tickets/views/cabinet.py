"""The citizen's cabinet: the list of appeals and how to be told about them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from common.errors import DomainError, InvalidInput
from common.htmx import go
from notifications.actions.preferences import PreferenceChoice, set_preference
from notifications.selectors import preference_for
from tickets.forms.cabinet import NoticesForm
from tickets.policies import own_profiles
from tickets.selectors.cabinet import Own, current_limit, own_tickets
from tickets.selectors.progress import promise_of
from tickets.views.access import citizens_only

FILTERS = [("", "Все"), ("open", "В работе"), ("asked", "Ждут вас"), ("done", "Завершённые")]


@citizens_only
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """List one's own appeals; the filter and the place are in the address."""
    only, before = request.GET.get("only", ""), request.GET.get("from", "")
    try:
        own = own_tickets(request.user, only=only, before=before, upto=request.GET.get("upto", ""))
    except InvalidInput as error:
        raise BadRequest(str(error)) from error
    now = timezone.now()
    context = {
        "rows": [(row, promise_of(row, now=now)) for row in own.rows],
        "only": only,
        "filters": [(code, label, _address(only=code)) for code, label in FILTERS],
        "limit": current_limit(request.user.citizen, now=now),
        "live_topics": " ".join(f"citizen:{key}" for key in sorted(own_profiles(request.user))),
        **_addresses(own, only),
    }
    part = "#rows" if before and request.htmx else ""
    return render(request, f"tickets/cabinet/list.html{part}", context)


@citizens_only
@never_cache
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Choose how to be told about changes."""
    citizen = request.user.citizen
    person = {"person_kind": "citizen", "person_id": citizen.pk}
    now_set = preference_for(**person)
    fields = ("by_email", "by_sms", "quiet_from", "quiet_to")
    form = NoticesForm(
        request.POST or None, initial={name: getattr(now_set, name) for name in fields}
    )
    if request.method == "POST" and form.is_valid():
        try:
            choice = PreferenceChoice(**form.cleaned_data)
            set_preference(**person, choice=choice, by=request.user, now=timezone.now())
            messages.success(request, "Настройки уведомлений сохранены.")
            return go(request, reverse("cabinet:notices"))
        except DomainError as error:
            field = error.field if isinstance(error, InvalidInput) else None
            form.add_error(field if field in form.fields else None, str(error))
    context = {"form": form, "citizen": citizen}
    status = 422 if form.errors else 200
    return render(request, "tickets/cabinet/notices.html", context, status=status)


def _addresses(own: Own, only: str) -> dict[str, str]:
    """Return where the next rows are, and where all that is shown is drawn anew."""
    return {
        "next_url": _address(only=only, **{"from": own.last}) if own.has_more else "",
        "fresh_url": _address(only=only, upto=own.last),
    }


def _address(**params: str) -> str:
    return "?" + urlencode({name: value for name, value in params.items() if value})
