"""An article on a sheet of paper with a QR code that leads to it: for printing, and as PDF."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from faq.models import Article, Audience
from faq.phrases import phrases
from faq.selectors.articles import article_for, reading_of
from faq.selectors.videos import lessons_of
from faq.sheet import sheet_pdf
from faq.views.help import language_of, limit_reader

# An hour, from one network: a file costs more than a page.
MOST_FILES = 60


@require_safe
def sheet(request: HttpRequest, article_code: str) -> HttpResponse:
    """Show the sheet; `?format=pdf` gives it as a file. An inner article has no link and no QR."""
    article = article_for(request.user, article_code)
    reading = reading_of(article, language_of(request))
    path = reverse("help:article", args=[article.code])
    link = f"{settings.PUBLIC_URL}{path}" if article.audience == Audience.PUBLIC else ""
    words = phrases(reading.version.language)
    video = _video(article) if link else None
    if request.GET.get("format") == "pdf":
        limit_reader(request, "help-sheet", MOST_FILES)
        response = HttpResponse(
            sheet_pdf(reading, link, words, video), content_type="application/pdf"
        )
        response["Content-Disposition"] = f'inline; filename="{article.code}.pdf"'
        return response
    context = {
        "article": article,
        "version": reading.version,
        "language": reading.version.language,
        "words": words,
        "link": link,
        "video": video,
    }
    return render(request, "faq/public/sheet.html", context)


def _video(article: Article) -> tuple[str, str] | None:
    """Return the title and the address of the article's first lesson (R-140)."""
    lesson = next(iter(lessons_of(article)), None)
    if lesson is None:
        return None
    path = reverse("help:video", args=[lesson.video.code])
    return lesson.version.title, f"{settings.PUBLIC_URL}{path}"
