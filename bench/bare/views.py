"""A form, a JSON create, a list, one ticket, a search: each as short as Django allows."""

import json

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from bench.bare.models import Event, Ticket

PAGE = 25
_CREATE = """
WITH ticket AS (
    INSERT INTO bare_ticket (number, title, body, email, status, created)
    VALUES (nextval('bare_number'), %s, %s, %s, 1, now()) RETURNING id, number
), event AS (
    INSERT INTO bare_event (ticket_id, text, created) SELECT id, 'created', now() FROM ticket
)
SELECT number FROM ticket
"""

_FOUND = """
SELECT id, number, title, email, status, created FROM bare_ticket
WHERE search @@ plainto_tsquery('russian', %s) ORDER BY created DESC, id DESC LIMIT %s
"""


class TicketForm(forms.Form):
    title = forms.CharField(max_length=200)
    body = forms.CharField(max_length=20_000, widget=forms.Textarea)
    email = forms.EmailField()


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The honest ceiling of a web form: session, CSRF, sign-in, validation, transaction, redirect."""
    form = TicketForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "bare/form.html", {"form": form})
    now = timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('bare_number')")
            number = cursor.fetchone()[0]
        ticket = Ticket.objects.create(number=number, created=now, **form.cleaned_data)
        Event.objects.create(ticket=ticket, text="created", created=now)
    return HttpResponseRedirect(f"/{number}/")


@csrf_exempt
def raw(request: HttpRequest) -> HttpResponse:
    """JSON, one statement, JSON."""
    given = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(_CREATE, [given["title"], given["body"], given["email"]])
        return JsonResponse({"number": cursor.fetchone()[0]}, status=201)


@login_required
def tickets(request: HttpRequest) -> HttpResponse:
    """Twenty-five open tickets, newest first."""
    rows = Ticket.objects.filter(status__in=(1, 2)).order_by("-created", "-id")
    return render(request, "bare/list.html", {"tickets": rows.defer("body")[:PAGE]})


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Full text in the open: newest twenty-five of the matches."""
    rows = Ticket.objects.raw(_FOUND, [request.GET["q"], PAGE])
    return render(request, "bare/list.html", {"tickets": rows})


@login_required
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """One ticket with its events."""
    found = get_object_or_404(Ticket, number=number)
    events = found.events.order_by("id")
    return render(request, "bare/detail.html", {"ticket": found, "events": events})
