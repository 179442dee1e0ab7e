"""What a leader does with work in the queue that appeals must know of: hand it over, take it over."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.htmx import answered
from routing.policies import can_lead_queue
from routing.selectors.steering import colleague_for, item_for_leader
from tickets.actions.queueing import hand_over
from tickets.forms.desk_work import HandoverForm
from tickets.views.access import workers_only


@workers_only
@require_POST
def handover(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Give an item to the colleague `operator` now; empty: take it over oneself."""
    if not can_lead_queue(request.user):
        raise Http404("Страница не найдена")
    item, form = item_for_leader(request.user, item_id), HandoverForm(request.POST)
    if not form.is_valid():
        raise Http404("Сотрудник не найден")
    key, back = form.cleaned_data["operator"], reverse("desk:tickets")
    to = colleague_for(request.user, key) if key else request.user
    try:
        hand_over(item=item, to=to, by=request.user, now=timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        return answered(request, "", back=back, refusal=error)
    return answered(request, f"Передано: {to.full_name}.", back=back)
