"""While a citizen writes a new appeal: ready answers, their own that may be the same, adding to one of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.htmx import go
from faq.selectors.search import search_articles
from tickets.actions.attachments import Files
from tickets.actions.conversation import write_message
from tickets.actions.drafts import drop_draft
from tickets.forms.cabinet import MessageForm
from tickets.selectors.duplicates import Wanted, similar_to
from tickets.selectors.visibility import ticket_for
from tickets.views.access import citizens_only
from tickets.views.citizen_files import keep_files
from tickets.views.new_appeal import DRAFT
from topics.selectors import detect_topic, topic_of

MOST_SHOWN = 2
LEAST_TYPED = 20
MOST_TYPED = 4000
# A weaker answer beside somebody's own words is a wrong one.
SURE_ANSWER = 0.25


@citizens_only
@never_cache
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Show ready answers, ask gently whether it is about an open appeal; nothing for a few words."""
    text = request.POST.get("body", "")[:MOST_TYPED]
    found, answers = [], []
    if len(text.strip()) >= LEAST_TYPED:
        topic = topic_of(request.POST.get("topic", "")[:50]) or topic_of(detect_topic(text).topic)
        rows = similar_to(
            request.user, request.user.citizen, Wanted(text, topic), now=timezone.now()
        )
        found = [one for one in rows if one.past.is_open][:MOST_SHOWN]
        hits = search_articles(text, user=request.user, limit=MOST_SHOWN).hits
        answers = [hit for hit in hits if hit.score >= SURE_ANSWER]
    context = {"similar": found, "answers": answers}
    return render(request, "tickets/cabinet/_similar.html", context)


@citizens_only
@never_cache
@require_POST
def addition(request: HttpRequest) -> HttpResponse:
    """Send what was typed, with its files, as a message in the appeal `to`."""
    number = request.POST.get("to", "")
    if not number.isdecimal() or len(number) != 9:
        raise Http404("Обращение не найдено")
    found, now = ticket_for(request.user, int(number)), timezone.now()
    form = MessageForm(request.POST, request.FILES)
    files = keep_files(request, form, DRAFT, now=now)
    page = reverse("cabinet:ticket", args=[found.number])
    if not form.is_valid():
        messages.warning(request, "Сообщение не отправлено: " + _first_error(form))
        return go(request, page)
    try:
        item = write_message(
            ticket=found,
            by=request.user,
            body=form.cleaned_data["body"],
            now=now,
            client_key=form.cleaned_data["client_key"],
            files=Files(tuple(row.pk for row in files), DRAFT if files else ""),
        )
    except DomainError as error:
        messages.warning(request, str(error))
        return go(request, page)
    drop_draft(by=request.user, place=DRAFT)
    messages.success(request, f"Дописали в обращение № {item.ticket.number}: нового не завели.")
    return go(request, reverse("cabinet:ticket", args=[item.ticket.number]))


def _first_error(form: MessageForm) -> str:
    return str(next(iter(form.errors.values()))[0])
