"""The day of the queue: its chart, and any minute of it replayed; the forecast of today's hours."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from analytics import day_page, outlook_page
from analytics.choice import WallChoice
from analytics.selectors.forecast import outlook_of
from analytics.selectors.people import people_of
from analytics.selectors.queue_now import midnight
from analytics.selectors.wall import skill_titles
from analytics.views.access import wall_only
from common.htmx import HtmxHttpRequest
from routing.selectors.promises import forecast_error


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def day(request: HtmxHttpRequest, choice: WallChoice) -> HttpResponse:
    """Show a day; asked by the slider, the chosen minute alone."""
    when = day_page.DayChoice.of(request.GET, timezone.now())
    titles = skill_titles.get()
    if request.htmx:
        return render(request, "analytics/_moment.html", day_page.minute(choice, when, titles))
    return render(request, "analytics/day.html", day_page.frame(choice, when, titles))


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def outlook(request: HtmxHttpRequest, choice: WallChoice) -> HttpResponse:
    """Show the forecast: a panel for the wallboard, a page of its own with the whole day."""
    now, keys = timezone.now(), [team.pk for team in choice.shown]
    here = sum(person.is_here for person in people_of(keys, now=now))
    told = forecast_error(midnight(now), now, teams=keys)
    context = outlook_page.context(outlook_of(keys, now=now), told, here=here)
    template = "analytics/_outlook.html" if request.htmx else "analytics/outlook.html"
    return render(request, template, context | {"choice": choice, "now": now})
