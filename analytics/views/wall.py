"""The wallboard: live figures, a screen for the wall, the forecast beside it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from analytics import wall_page
from analytics.choice import WallChoice
from analytics.selectors.wall import skill_titles
from analytics.views.access import wall_only
from common.htmx import HtmxHttpRequest


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def wall(request: HtmxHttpRequest, choice: WallChoice) -> HttpResponse:
    """Show the board; a poke fetches the figures alone."""
    context = {"choice": choice, "now": timezone.now()}
    if choice.shown:
        context |= wall_page.context(choice, skills=skill_titles.get(), now=context["now"])
    page = "analytics/screen.html" if choice.is_screen else "analytics/wall.html"
    return render(request, "analytics/_live.html" if request.htmx else page, context)
