"""Figures of the chat for supervisors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat.policies import can_see_statistics
from chat.selectors.statistics import DAYS, figures
from common.guards import View, only


def leaders_only(view: View) -> View:
    """Let leaders in; for others the page does not exist."""
    return only(can_see_statistics, view)


@leaders_only
@never_cache
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show one's teams' chats: today, a week, a month."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in DAYS} else DAYS[1]
    total, by_day, by_line = figures(request.user, days=days, now=timezone.now())
    context = {
        "days": days,
        "periods": [(1, "Сегодня"), (7, "7 дней"), (30, "30 дней")],
        "total": total,
        "tables": [("По дням", "День", by_day), ("По линиям", "Линия", by_line)],
    }
    return render(request, "chat/desk/statistics.html", context)
