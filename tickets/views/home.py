"""The help home page: one question, topics, status by number, when people answer (decisions 23)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from common.typed import words_of
from faq.selectors.search import search_articles
from tickets.forms.public import NumberForm
from tickets.selectors.cabinet import own_counts
from tickets.selectors.help_lines import lines_shown
from topics.models import Topic
from topics.selectors import active_topics, detect_topic, topic_of

MOST_WORDS = 300
ICONS = {
    "login": "login",
    "application_errors": "clipboard-text",
    "documents_upload": "upload",
    "status": "hourglass",
    "outage": "alert-triangle",
    "otp_codes": "device-mobile",
    "personal_data_change": "user-circle",
    "payment": "receipt",
    "other": "message-question",
}


@never_cache
@vary_on_headers("HX-Request")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show help; with `q` also the topic its words speak of and the way to an appeal."""
    text = words_of(request, most=MOST_WORDS)
    context = {"q": text, **_guess(text), **_answers(request, text)}
    if request.htmx:
        return render(request, "tickets/home.html#answer", context)
    user = request.user
    context |= {
        "topics": [
            (topic, ICONS.get(topic.code, "tag"), _write(topic)) for topic in active_topics()
        ],
        "lines": lines_shown(now=timezone.now(), live=False),
        "number_form": NumberForm(auto_id="status_%s"),
        "counts": own_counts(user) if user.is_authenticated and user.is_citizen else None,
    }
    return render(request, "tickets/home.html", context)


def _guess(text: str) -> dict[str, object]:
    """Return the topic the words surely speak of (None: the person is asked) and where to write."""
    if not text:
        return {}
    found = detect_topic(text)
    topic = topic_of(found.topic) if found.is_sure else None
    known = topic if topic is not None and topic.code != "other" else None
    return {"guess": known, "write_url": _write(known, text)}


def _answers(request: HttpRequest, text: str) -> dict[str, object]:
    """Return ready answers to the words."""
    if not text:
        return {}
    found = search_articles(text, user=request.user, limit=3, typing=bool(request.htmx))
    return {"answers": found.hits}


def _write(topic: Topic | None, text: str = "") -> str:
    """Return the address of the form with topic and words filled in."""
    filled = {"topic": topic.code if topic else "", "body": text}
    address = reverse("cabinet:ticket-write", args=["info_request"])
    query = urlencode({name: value for name, value in filled.items() if value})
    return f"{address}?{query}" if query else address


@never_cache
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Show the lines with what is known of the wait right now; fetched after the page."""
    found = lines_shown(now=timezone.now(), live=True)
    return render(request, "tickets/home/_line_list.html", {"lines": found})
