"""Keeping the whole: regulations and reviews, synonyms, what people look for and do not find."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.htmx import go
from faq.actions.drafting import draft_from_query
from faq.actions.reviews import complete_review, mark_regulation_changed, save_regulation
from faq.actions.words import remove_synonyms, save_synonyms
from faq.forms import RegulationForm, SynonymsForm
from faq.models import Regulation, ReviewTask
from faq.policies import can_complete_review, can_mark_regulation, can_write_article
from faq.selectors import usage as used
from faq.selectors.editing import late_by_person, regulations
from faq.selectors.editors import (
    regulation_for,
    review_for,
    reviews_shown,
    synonym_groups,
    synonyms_for,
)
from faq.views.access import usage_readers_only, word_keepers_only, writers_only

SPANS = (7, 30, 90)


@writers_only
@never_cache
@require_http_methods(["GET", "POST"])
def reviews(request: HttpRequest) -> HttpResponse:
    """Show who is to look at what; POST marks a regulation as changed, adds one, ends a review."""
    form = RegulationForm(request.POST if request.POST.get("do") == "add" else None)
    status = 200
    if request.method == "POST":
        if form.is_bound and not form.is_valid():
            status = 422
        elif (refusal := _refusal(request, form)) is None:
            return go(request, reverse("faq:reviews"))
        else:
            status = 422
            if form.is_bound:
                form.add_error(getattr(refusal, "field", None), str(refusal))
            else:
                messages.warning(request, str(refusal))
    now, user = timezone.now(), request.user
    context = {
        "form": form,
        "now": now,
        "tasks": reviews_shown(user, now=now),
        "late": late_by_person(user, now=now),
        "regulations": regulations(user).order_by("code"),
        "may_mark": can_mark_regulation(user),
        "may_complete": can_complete_review(user),
    }
    return render(request, "faq/desk/reviews.html", context, status=status)


@word_keepers_only
@never_cache
@require_http_methods(["GET", "POST"])
def synonyms(request: HttpRequest) -> HttpResponse:
    """Show groups of words that mean the same; POST saves one, emptied it goes."""
    form, status = SynonymsForm(request.POST or None), 200
    if form.is_bound and form.is_valid():
        try:
            words = _save_words(request, form)
        except DomainError as error:
            form.add_error("terms", str(error))
        else:
            messages.success(request, words)
            return go(request, reverse("faq:synonyms"))
    if form.is_bound:
        status = 422
    context = {"form": form, "groups": synonym_groups()}
    return render(request, "faq/desk/synonyms.html", context, status=status)


@usage_readers_only
@never_cache
@require_http_methods(["GET", "POST"])
def usage(request: HttpRequest) -> HttpResponse:
    """Show what people look for and do not find; POST makes a draft of a query."""
    if request.method == "POST":
        query = request.POST.get("query", "")[:200]
        try:
            made = draft_from_query(query=query, by=request.user, now=timezone.now())
        except DomainError as error:
            if error.http_status == 403:
                raise
            messages.warning(request, str(error))
            return go(request, reverse("faq:usage"))
        messages.success(request, "Черновик готов: вопрос и тема уже стоят, напишите решение.")
        return go(request, reverse("faq:article", args=[made.code]))
    return render(request, "faq/desk/usage.html", _used(request))


def _used(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else SPANS[1]
    now, user = timezone.now(), request.user
    since = now - timedelta(days=days)
    return {
        "days": days,
        "spans": SPANS,
        "totals": used.totals(since, now),
        "empty": used.zero_result_queries(since, now, 30),
        "unopened": used.unopened_queries(since, now, 30),
        "refined": used.refined_queries(since, now, 30),
        "unhelpful": used.unhelpful_articles(user, since, now, 30),
        "opened": used.opened_articles(user, since, now),
        "may_write": can_write_article(user),
    }


def _refusal(request: HttpRequest, form: RegulationForm) -> DomainError | None:
    try:
        messages.success(request, _deed(request, form))
    except DomainError as error:
        if error.http_status == 403:
            raise
        return error
    return None


def _deed(request: HttpRequest, form: RegulationForm) -> str:
    """Do what was pressed and say it in words."""
    now, by = timezone.now(), request.user
    do = request.POST.get("do", "")
    if form.is_bound:
        save_regulation(regulation=Regulation(**form.cleaned_data), by=by, now=now)
        return "Норма добавлена. Укажите её в свойствах статей."
    if do == "changed-law":
        row = regulation_for(request.POST.get("regulation", "")[:40])
        tasks = mark_regulation_changed(regulation=row, by=by, now=now)
        return f"Отмечено. Статей на пересмотр: {len(tasks)}, срок — один рабочий день."
    if do in ReviewTask.Outcome.values:
        task = review_for(_uuid(request.POST.get("task", "")))
        complete_review(task=task, outcome=do, by=by, now=now)
        return "Пересмотр закрыт."
    raise Http404("Такого действия нет.")


def _save_words(request: HttpRequest, form: SynonymsForm) -> str:
    key, now = form.cleaned_data["group"], timezone.now()
    group = synonyms_for(key) if key else None
    if group is not None and not form.words:
        remove_synonyms(group=group, by=request.user, now=now)
        return "Группа слов убрана."
    save_synonyms(group=group, terms=form.words, by=request.user, now=now)
    return "Слова сохранены: поиск уже знает их."


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404("Такого пересмотра нет.") from None
