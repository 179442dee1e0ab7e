"""Writing an article: blocks in a plain form, preview, both texts kept when two people write at once."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.htmx import go
from faq.actions.drafting import begin_article
from faq.actions.pictures import bring_picture
from faq.actions.writing import (
    ArticleSpec,
    EditConflict,
    Seen,
    VersionText,
    save_draft,
    settle_article,
)
from faq.block_fields import LINE_HINTS, read_fields, rearranged, to_blocks, to_fields
from faq.blocks import KINDS, clean_blocks
from faq.difference import changed_parts
from faq.forms import NewArticleForm, SettingsForm, TextForm
from faq.models import Article, ArticleVersion, Language
from faq.phrases import phrases
from faq.policies import can_settle_article
from faq.selectors.editing import article_to_edit, current_of
from faq.selectors.editors import version_by_key
from faq.selectors.pictures import address_of
from faq.views.access import writers_only
from faq.views.help import language_of
from faq.views.versions import state_context


@dataclass
class Draft:
    """The page as it stands: the form, the blocks, and what a deed has added to it."""

    form: TextForm
    fields: list[dict[str, str]]
    more: dict[str, Any] = field(default_factory=dict)
    status: int = 200


@writers_only
@never_cache
@require_http_methods(["GET", "POST"])
def article(request: HttpRequest, article_code: str) -> HttpResponse:
    """Show the form; POST adds or moves a block, previews, or saves the draft."""
    found, language = article_to_edit(request.user, article_code), language_of(request)
    if request.method == "GET":
        return _shown(request, found, language, _opened(found, language))
    draft = Draft(TextForm(request.POST), read_fields(request.POST))
    do = request.POST.get("do", "save")
    if not _take_pictures(request, found, draft):
        return _shown(request, found, language, draft)
    moved = rearranged(draft.fields, do)
    if moved is not None:
        draft.fields, draft.form = moved, _unjudged(request)
    elif do == "preview":
        _preview(draft)
    elif (done := _save(request, found, language, draft)) is not None:
        return done
    return _shown(request, found, language, draft)


@writers_only
@never_cache
@require_http_methods(["GET", "POST"])
def article_new(request: HttpRequest) -> HttpResponse:
    """Give a new article its code and open its form."""
    form = NewArticleForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = begin_article(**form.cleaned_data, by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error("category", str(error))
        else:
            return go(request, reverse("faq:article", args=[made.code]))
    status = 422 if form.is_bound else 200
    return render(request, "faq/desk/new.html", {"form": form}, status=status)


@writers_only
@never_cache
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, article_code: str) -> HttpResponse:
    """Change whose the article is, for whom, what it leans on; its code stays."""
    found = article_to_edit(request.user, article_code)
    form = SettingsForm(request.POST or None, initial=_settled(found))
    if form.is_bound and form.is_valid():
        now = timezone.now()
        try:
            settle_article(article=found, spec=_spec(found, form), by=request.user, now=now)
        except DomainError as error:
            if error.http_status == 403:
                raise
            form.add_error(getattr(error, "field", None), str(error))
        else:
            messages.success(request, "Свойства статьи сохранены.")
            return go(request, reverse("faq:article", args=[found.code]))
    status = 422 if form.is_bound else 200
    context = {"article": found, "form": form, "may_settle": can_settle_article(request.user)}
    return render(request, "faq/desk/settings.html", context, status=status)


def _take_pictures(request: HttpRequest, found: Article, draft: Draft) -> bool:
    """Keep the files of picture blocks and put their addresses in; False when one is refused."""
    for number, values in enumerate(draft.fields):
        file = request.FILES.get(f"block-{number}-file")
        if file is None or values["kind"] != "picture":
            continue
        try:
            made = bring_picture(article=found, file=file, by=request.user, now=timezone.now())
        except DomainError as error:
            if error.http_status == 403:
                raise
            draft.form, draft.status = _unjudged(request), 422
            draft.more["blocks_error"] = f"Блок {number + 1} «{KINDS['picture']}»: {error}"
            return False
        values["src"] = address_of(made)
    return True


def _opened(found: Article, language: str) -> Draft:
    """Return the page as it is opened: the draft's words, else the published ones, else nothing."""
    published, working = current_of(found, language)
    shown = working or published
    seen = Seen.now(found, language)
    initial: dict[str, Any] = {
        "published": seen.published,
        "draft": seen.draft,
        "revision": seen.revision,
    }
    if shown is not None:
        initial |= {
            "question": shown.question,
            "solution": shown.solution,
            "also_asked": "\n".join(shown.also_asked),
            "summary": working.summary if working else "",
        }
    return Draft(TextForm(initial=initial), to_fields(shown.blocks if shown else []))


def _unjudged(request: HttpRequest) -> TextForm:
    """Return the form as it was sent, not judged yet: only a block was moved."""
    return TextForm(initial={name: request.POST.get(name, "") for name in TextForm.base_fields})


def _preview(draft: Draft) -> None:
    if not draft.form.is_valid():
        draft.status = 422
        return
    try:
        blocks = clean_blocks(to_blocks(draft.fields))
    except DomainError as error:
        draft.more["blocks_error"], draft.status = str(error), 422
    else:
        draft.more["preview"] = blocks


def _save(request: HttpRequest, found: Article, language: str, draft: Draft) -> HttpResponse | None:
    """Save and lead back to the page; None: refused, the page says why and keeps the text."""
    if not draft.form.is_valid():
        draft.status = 422
        return None
    given = draft.form.cleaned_data
    text = VersionText(
        question=given["question"],
        solution=given["solution"],
        blocks=to_blocks(draft.fields),
        also_asked=given["also_asked"].splitlines(),
        language=language,
        summary=given["summary"],
    )
    seen = Seen(given["published"], given["draft"], given["revision"] or 0)
    try:
        save_draft(article=found, text=text, seen=seen, by=request.user, now=timezone.now())
    except EditConflict as error:
        _conflict(request, found, language, draft, error)
    except DomainError as error:
        if error.http_status == 403:
            raise
        _refuse(draft, error)
    else:
        messages.success(
            request, "Черновик сохранён. Люди видят прежний текст, пока его не опубликуют."
        )
        return go(request, f"{reverse('faq:article', args=[found.code])}?lang={language}")
    return None


def _refuse(draft: Draft, error: DomainError) -> None:
    named, draft.status = getattr(error, "field", None), 422
    if named == "blocks":
        draft.more["blocks_error"] = str(error)
    else:
        draft.form.add_error(named if named in draft.form.fields else None, str(error))


def _conflict(
    request: HttpRequest, found: Article, language: str, draft: Draft, error: EditConflict
) -> None:
    """Show the colleague's text beside one's own; saved once more, one's own goes over it."""
    other = version_by_key(found, error.extra.get("theirs"))
    mine = ArticleVersion(
        question=draft.form.cleaned_data["question"],
        solution=draft.form.cleaned_data["solution"],
        blocks=clean_blocks(to_blocks(draft.fields)),
        also_asked=draft.form.cleaned_data["also_asked"].splitlines(),
    )
    seen = Seen.now(found, language)
    data = request.POST.copy()
    data["published"], data["draft"] = str(seen.published or ""), str(seen.draft or "")
    data["revision"] = str(seen.revision)
    draft.form, draft.status = TextForm(data), 422
    draft.form.full_clean()
    parts = changed_parts(other, mine) if other else []
    draft.more |= {"conflict": str(error), "theirs": other, "parts": parts}


def _shown(request: HttpRequest, found: Article, language: str, draft: Draft) -> HttpResponse:
    published, working = current_of(found, language)
    russian = current_of(found)[0] if language != Language.RU else None
    context = {
        "article": found,
        "language": language,
        "languages": Language.choices,
        "form": draft.form,
        "blocks": draft.fields,
        "kinds": KINDS,
        "hints": LINE_HINTS,
        "words": phrases(language),
        "published": published,
        "working": working,
        "russian": russian,
        **state_context(request.user, found, working),
        **draft.more,
    }
    return render(request, "faq/desk/article.html", context, status=draft.status)


def _settled(found: Article) -> dict[str, Any]:
    names = ("audience", "review_date", "needs_approval", "owner")
    return {name: getattr(found, name) for name in names} | {
        "category": found.category.code,
        "topic": found.topic.code,
        "services": ", ".join(found.services),
        "regulations": list(found.references.values_list("regulation__code", flat=True)),
    }


def _spec(found: Article, form: SettingsForm) -> ArticleSpec:
    given = form.cleaned_data
    places = dict(found.references.values_list("regulation__code", "place"))
    chosen = tuple((row.code, places.get(row.code, "")) for row in given["regulations"])
    return ArticleSpec(**(given | {"code": found.code, "regulations": chosen}))
