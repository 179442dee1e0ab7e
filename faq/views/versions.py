"""Versions of an article: their moves, what changed between two, bringing an old one back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from common.errors import DomainError, InvalidInput
from common.htmx import go
from faq.actions.publishing import approve, archive_article, publish, schedule, send_back, submit
from faq.actions.writing import drop_draft, restore_version
from faq.difference import changed_parts
from faq.forms import StateForm
from faq.models import Article, ArticleVersion, Language
from faq.policies import can_approve_version, can_publish
from faq.selectors.editing import article_to_edit, version_of, versions_of
from faq.selectors.editors import open_reviews_of, version_by_key
from faq.states import State
from faq.views.access import writers_only
from faq.views.help import language_of

DONE = {
    "submit": "Отправлено на проверку. Утвердит другой человек.",
    "return": "Версия снова черновик.",
    "approve": "Утверждено. Теперь версию можно опубликовать.",
    "publish": "Опубликовано: статью уже видят люди и находят операторы.",
    "schedule": "Версия выйдет сама в назначенное время.",
    "drop": "Черновик убран в архив статьи.",
    "archive": "Статья снята: её больше не показывают.",
}
PLAIN_MOVES = {
    "submit": submit,
    "return": send_back,
    "approve": approve,
    "publish": publish,
    "drop": drop_draft,
}


@writers_only
@require_POST
def state(request: HttpRequest, article_code: str) -> HttpResponse:
    """Move a version; what is refused is said on the article's page."""
    found = article_to_edit(request.user, article_code)
    form = StateForm(request.POST)
    version = _version(found, form)
    do = form.cleaned_data["do"]
    back = f"{reverse('faq:article', args=[found.code])}?lang={version.language}"
    try:
        _move(found, version, form.cleaned_data, by=request.user, now=timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        messages.warning(request, str(error))
    else:
        messages.success(request, DONE[do])
    return go(request, back)


@writers_only
@never_cache
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, article_code: str) -> HttpResponse:
    """List versions and show what changed between `old` and `new`; POST brings `number` back."""
    found, language = article_to_edit(request.user, article_code), language_of(request)
    if request.method == "POST":
        return _restored(request, found, language)
    rows = list(versions_of(found, language))
    new = _chosen(request, found, "new", rows[:1])
    old = _chosen(request, found, "old", rows[1:2])
    context = {
        "article": found,
        "language": language,
        "languages": Language.choices,
        "versions": rows,
        "old": old,
        "new": new,
        "parts": changed_parts(old, new) if old and new else [],
    }
    return render(request, "faq/desk/versions.html", context)


def state_context(user: User, found: Article, working: ArticleVersion | None) -> dict[str, Any]:
    """Return what the state card needs: which moves this person may make."""
    is_waiting = working is not None and working.state == State.REVIEW
    needs_second = working is not None and found.wants_second_person and not working.approver_id
    may_publish = can_publish(user)
    return {
        "may_submit": working is not None and working.state == State.DRAFT,
        "may_approve": is_waiting and can_approve_version(user, working),
        "may_publish": working is not None and may_publish and not needs_second,
        "needs_second": needs_second,
        "may_return": may_publish
        and working is not None
        and working.state in (State.REVIEW, State.SCHEDULED),
        "may_archive": may_publish,
        "reviews": open_reviews_of(found),
        "now": timezone.now(),
    }


def _version(found: Article, form: StateForm) -> ArticleVersion:
    if not form.is_valid():
        raise Http404("Такой версии нет.")
    version = version_by_key(found, form.cleaned_data["version"])
    if version is None:
        raise Http404("Такой версии нет.")
    return version


def _move(
    found: Article, version: ArticleVersion, given: dict[str, Any], *, by: User, now: datetime
) -> None:
    do = given["do"]
    if do == "schedule":
        if given["publish_at"] is None:
            raise InvalidInput("Назначьте день и час.", field="publish_at")
        schedule(version=version, publish_at=given["publish_at"], by=by, now=now)
    elif do == "archive":
        archive_article(article=found, language=version.language, by=by, now=now)
    else:
        PLAIN_MOVES[do](version=version, by=by, now=now)  # type: ignore[operator]


def _restored(request: HttpRequest, found: Article, language: str) -> HttpResponse:
    number = request.POST.get("number", "")
    old = version_of(found, int(number) if number.isdigit() and len(number) < 7 else 0, language)
    try:
        restore_version(version=old, by=request.user, now=timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        messages.warning(request, str(error))
        return go(request, f"{reverse('faq:versions', args=[found.code])}?lang={language}")
    messages.success(
        request, f"Слова версии {old.number} стали черновиком. Проверьте и опубликуйте."
    )
    return go(request, f"{reverse('faq:article', args=[found.code])}?lang={language}")


def _chosen(
    request: HttpRequest, found: Article, name: str, default: list[ArticleVersion]
) -> ArticleVersion | None:
    number = request.GET.get(name, "")
    if number.isdigit() and len(number) < 7:
        return version_of(found, int(number), language_of(request))
    return default[0] if default else None
