"""«Журнал»: who did what, by filters that stand in the address. Every reading is itself a fact (L-08)."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.actions.journal import note_journal_reading
from accounts.models import User
from accounts.reauth import recently_proved
from accounts.selectors.names import staff_names
from common.htmx import HtmxHttpRequest
from gosuslugi_support.journal_pages.export import csv_chunks
from gosuslugi_support.journal_pages.forms import JournalFilter
from gosuslugi_support.journal_pages.lines import lines_of
from journal.selectors import chain_state, entries_page


@never_cache
@login_required
@require_GET
@vary_on_headers("HX-Request")
def entries(request: HtmxHttpRequest) -> HttpResponse:
    """List facts, newest first; htmx asks for the following page."""
    now, user = timezone.now(), cast("User", request.user)
    people = staff_names()
    form = JournalFilter(request.GET, people=people)
    is_valid = form.is_valid()
    codes = form.codes() if is_valid else {"filters": "invalid"}
    note_journal_reading(by=user, form="page", filters=codes, now=now)
    context = {"form": form, "state": chain_state(now=now)}
    if is_valid:
        given = request.GET.get("before", "")
        before = int(given) if given.isdigit() and len(given) < 19 else 0
        page = entries_page(form.wanted(), before=before)
        context["lines"] = lines_of(page.entries, people)
        context["next_url"] = _address(form, page.next_before)
        context["csv_url"] = f"{reverse('journal:export')}?{form.query()}"
    template = "journal/_entries.html" if request.htmx else "journal/entries.html"
    return render(request, template, context, status=200 if is_valid else 422)


@never_cache
@login_required
@require_GET
@recently_proved
def export(request: HtmxHttpRequest) -> HttpResponseBase:
    """Download the facts of a filter as CSV."""
    now, user = timezone.now(), cast("User", request.user)
    people = staff_names()
    form = JournalFilter(request.GET, people=people)
    is_valid = form.is_valid()
    codes = form.codes() if is_valid else {"filters": "invalid"}
    note_journal_reading(by=user, form="csv", filters=codes, now=now)
    if not is_valid:
        context = {"form": form, "state": chain_state(now=now)}
        return render(request, "journal/entries.html", context, status=422)
    response = StreamingHttpResponse(
        csv_chunks(form.wanted(), people), content_type="text/csv; charset=utf-8"
    )
    name = f"zhurnal-{timezone.localdate(now):%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _address(form: JournalFilter, before: int) -> str:
    return f"{reverse('journal:entries')}?{form.query(before=str(before))}" if before else ""
