"""Questions of the panel: an answer is typed and compared, an original is seen at a counter."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.actions.identification import answer_question, confirm_in_person
from accounts.models import Attribute
from accounts.views.identity._page import led_contact, panel_after, workers_only
from common.errors import DomainError, InvalidInput

MOST = 300


@workers_only
@never_cache
@sensitive_post_parameters("said")
@require_POST
def answer(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Compare what the person said; what cannot be an answer stays in the field and costs no try."""
    contact = led_contact(request, contact_id)
    attribute, said = request.POST.get("attribute", ""), request.POST.get("said", "")[:MOST]
    try:
        if attribute not in Attribute.values:
            raise InvalidInput("Такого вопроса нет.", field="attribute")
        answer_question(
            contact=contact, attribute=attribute, said=said, by=request.user, now=timezone.now()
        )
    except InvalidInput as error:
        return panel_after(request, contact.citizen, error=error, typed=said)
    except DomainError as error:
        return panel_after(request, contact.citizen, error=error)
    return panel_after(request, contact.citizen, takes_focus=True)


@workers_only
@never_cache
@require_POST
def presence(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Note that the original of a document was seen at the counter."""
    contact = led_contact(request, contact_id)
    confirm_in_person(contact=contact, by=request.user, now=timezone.now())
    return panel_after(request, contact.citizen)
