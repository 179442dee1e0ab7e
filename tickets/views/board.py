"""The supervisor's board and its downloads."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from accounts.reauth import recently_proved
from common.htmx import HtmxHttpRequest, go
from tickets import board_page, exports
from tickets.actions.export_files import order_export_file
from tickets.actions.exports import begin_export
from tickets.forms.board import ExportForm
from tickets.policies import can_export, can_see_board
from tickets.selectors.board import board_teams, period_start
from tickets.selectors.desk_list import rows_matching

# More rows than this in a workbook would hold a page's thread for half a minute.
XLSX_AT_ONCE = 50_000


@never_cache
@login_required
@require_GET
@vary_on_headers("HX-Request")
def overview(request: HtmxHttpRequest) -> HttpResponse:
    """Show the figures of the supervisor's teams; a poke fetches the figures alone."""
    if not can_see_board(request.user):
        raise PermissionDenied
    user = cast("User", request.user)
    teams = board_teams(user)
    choice = board_page.BoardChoice.of(request.GET, teams)
    if choice is None:
        raise Http404("Такой команды у вас нет")
    context = board_page.context(choice, now=timezone.now())
    context["may_export"] = can_export(request.user)
    name = "tickets/board/_figures.html" if request.htmx else "tickets/board/overview.html"
    return render(request, name, context)


@never_cache
@login_required
@recently_proved
@require_POST
def export(request: HtmxHttpRequest, kind: str) -> HttpResponseBase:
    """Download the appeals of a list the person sees: CSV at once, a big workbook when it is made.

    By POST: it is written down, and no name or phone that was searched for stands in an address.
    """
    form = ExportForm(request.POST)
    if kind not in {"csv", "xlsx"} or not form.is_valid():
        raise Http404("Такой выгрузки нет")
    now, user = timezone.now(), cast("User", request.user)
    begin_export(by=user, kind=kind, filters=form.codes(), now=now)
    period, rows = form.cleaned_data["period"], rows_matching(user, form.query(), now=now)
    since = period_start(period, now) if period else None
    if since:
        rows = rows.filter(registered_at__gte=since)
    if kind == "xlsx" and rows[: XLSX_AT_ONCE + 1].count() > XLSX_AT_ONCE:
        order_export_file(query=form.query(), since=since, by=user, now=now)
        messages.info(request, "Файл большой: готовим его отдельно и сообщим, когда будет готов.")
        return go(request, reverse("board:files"))
    name = f"obrashcheniya-{timezone.localdate(now):%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(exports.xlsx_file(rows), as_attachment=True, filename=name)
    response = StreamingHttpResponse(
        exports.csv_chunks(rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
