"""The lists behind the wallboard's figures, and the cards of one person and one item."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from accounts.selectors import members_of
from analytics import wall_page
from analytics.choice import WallChoice
from analytics.selectors.person import colleague_of
from analytics.selectors.queue_now import LATELY, midnight
from analytics.selectors.rows import answered_page, missed_page, row_of, waiting_page
from analytics.selectors.wall import NOW, skill_titles
from analytics.views.access import wall_only
from common.htmx import HtmxHttpRequest
from routing.policies import can_move_operator, can_set_presence, can_steer_work
from routing.selectors.steering import item_for_leader

MOST_PAGES = 400


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def waiting(request: HtmxHttpRequest, choice: WallChoice) -> HttpResponse:
    """List what waits, in the order of service; `skill` narrows it."""
    titles, now = skill_titles.get(), timezone.now()
    skill = request.GET.get("skill", "")
    skill = skill if skill in titles else ""
    page = waiting_page(
        _user(request), _keys(choice), skill=skill, number=_number(request), now=now
    )
    extra = {
        "titles": titles,
        "skill": skill,
        "skill_title": titles.get(skill, ""),
        "kept": {"skill": skill},
    }
    return _list(request, "waiting", choice, page, now, extra)


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def answered(request: HtmxHttpRequest, choice: WallChoice) -> HttpResponse:
    """List what was taken or left today, or in half an hour; `late=1`: what was not in time."""
    now, period, late = (
        timezone.now(),
        request.GET.get("period", ""),
        request.GET.get("late") == "1",
    )
    period = NOW if period == NOW else ""
    page = answered_page(
        _user(request),
        _keys(choice),
        since=now - LATELY if period else midnight(now),
        only_late=late,
        number=_number(request),
    )
    extra = {
        "period": period,
        "late": late,
        "kept": {"period": period, "late": "1" if late else ""},
    }
    return _list(request, "answered", choice, page, now, extra)


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def missed(request: HtmxHttpRequest, choice: WallChoice) -> HttpResponse:
    """List today's offers that were missed or declined."""
    now = timezone.now()
    page = missed_page(_user(request), _keys(choice), since=midnight(now), number=_number(request))
    return _list(request, "missed", choice, page, now, {"kept": {}})


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def person(request: HtmxHttpRequest, choice: WallChoice, operator_id: UUID) -> HttpResponse:
    """Show a colleague: the state, the day, what is in work; and what a supervisor may change."""
    user, now = _user(request), timezone.now()
    card = colleague_of(user, operator_id, now=now)
    context = {
        "choice": choice,
        "now": now,
        "card": card,
        "tile": wall_page.tile_of(card.person, choice, now),
        "may_set": can_set_presence(user, card.user),
        "may_move": can_move_operator(user, card.user),
    }
    return _card(request, "person", context)


@wall_only
@never_cache
@require_safe
@vary_on_headers("HX-Request")
def item(request: HtmxHttpRequest, choice: WallChoice, item_id: UUID) -> HttpResponse:
    """Show an item of the queue: what it demands, since when it waits; and what may be changed."""
    user, now = _user(request), timezone.now()
    found = item_for_leader(user, item_id)
    titles = skill_titles.get()
    context = {
        "choice": choice,
        "now": now,
        "row": row_of(user, found),
        "needs": [(titles.get(code, code), level) for code, level in found.skills.items()],
        "colleagues": members_of(found.team),
        "may_steer": can_steer_work(user, found),
    }
    return _card(request, "item", context)


def _list(
    request: HtmxHttpRequest,
    name: str,
    choice: WallChoice,
    page: Any,
    now: datetime,
    extra: dict[str, Any],
) -> HttpResponse:
    """Answer a list, or its next rows alone."""
    more = choice.url(name, page=page.number + 1, **extra["kept"]) if page.has_more else ""
    context = {"choice": choice, "page": page, "now": now, "next_url": more, **extra}
    is_more = request.htmx and page.number > 1
    template = f"analytics/_{name}_rows.html" if is_more else f"analytics/{name}.html"
    return render(request, template, context)


def _card(request: HtmxHttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    template = f"analytics/_{name}.html" if request.htmx else f"analytics/{name}.html"
    return render(request, template, context)


def _user(request: HtmxHttpRequest) -> User:
    return cast("User", request.user)


def _keys(choice: WallChoice) -> list[UUID]:
    return [team.pk for team in choice.shown]


def _number(request: HtmxHttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(int(text), MOST_PAGES) if text.isascii() and text.isdecimal() and int(text) else 1
