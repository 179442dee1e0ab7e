"""A lesson begun from an article in one click: its script says what the article says, an editor films it (R-137)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from common.errors import DomainError
from faq.actions.videos import VideoSpec, VideoText, create_video, write_version
from faq.models import Article, ArticleVersion, Direction, Video
from faq.selectors.articles import reading_of
from faq.video_script import LONGEST_LINE, LONGEST_TITLE

# The direction of a lesson by its article's topic; what is named in none leads to signing in.
DIRECTIONS = {
    "login": Direction.LOGIN,
    "otp_codes": Direction.LOGIN,
    "personal_data_change": Direction.REGISTRATION,
    "documents_upload": Direction.CERTIFICATES,
    "application_errors": Direction.CERTIFICATES,
    "status": Direction.PAYMENT,
    "payment": Direction.PAYMENT,
}
LONGEST_NAME, LONGEST_ABOUT = 120, 300
LINES_OF_CHAPTER, MOST_CHAPTERS = 4, 8


class LessonBegun(DomainError):
    """A colleague began it already."""

    code = "lesson_begun"


@transaction.atomic
def lesson_from_article(*, article: Article, by: User, now: datetime) -> Video:
    """Begin a lesson with a script of the article's words; people see it once it is shown."""
    code = f"answer-{article.code}"
    if Video.objects.filter(code=code).exists():
        raise LessonBegun("Этот урок уже начали: он в списке, с версией в работе.")
    spec = VideoSpec(
        code=code,
        direction=DIRECTIONS.get(article.topic.code, Direction.LOGIN),
        topic=article.topic,
        articles=[article],
    )
    version = reading_of(article).version
    video = create_video(spec=spec, by=by, now=now)
    text = VideoText(
        title=_cut(version.question, LONGEST_NAME),
        about=_cut(version.solution, LONGEST_ABOUT),
        script="\n".join(_script(article.code, version.question, _said(version))),
        summary=f"Черновик из статьи {article.code}",
    )
    write_version(video=video, text=text, by=by, now=now)
    return video


def _said(version: ArticleVersion) -> list[str]:
    """Return what the voice says: the short solution, then every step."""
    steps = [
        item for block in version.blocks if block["kind"] == "steps" for item in block["items"]
    ]
    return [version.solution, *steps]


def _script(code: str, question: str, said: list[str]) -> Iterator[str]:
    page = reverse("help:article", args=[code])
    yield f"# {_cut(question, LONGEST_TITLE)}"
    yield f"экран: {page}"
    sentences = [line for text in said for line in _lines(text)]
    chapters = [
        sentences[at : at + LINES_OF_CHAPTER] for at in range(0, len(sentences), LINES_OF_CHAPTER)
    ][:MOST_CHAPTERS]
    for number, lines in enumerate(chapters):
        if number:
            yield f"\n# Шаг {number}"
            yield f"экран: {page}"
        yield from lines
    yield "\n# Если нужен голос"
    yield f"экран: {page}"
    yield f"клавиша: {code} — эта инструкция голосом"
    yield f"Позвоните и наберите в голосовом меню {' '.join(code)}."


def _lines(text: str) -> Iterator[str]:
    """Cut a text into sentences a voice can say: none longer than a subtitle, none read as an option."""
    for sentence in text.replace("\n", " ").replace(": ", " — ").split(". "):
        words = sentence.strip().lstrip("#").strip()
        while len(words) > LONGEST_LINE:
            head = words[:LONGEST_LINE].rsplit(" ", 1)[0]
            yield head
            words = words[len(head) :].strip()
        if words:
            yield words if words[-1] in ".!?…" else f"{words}."


def _cut(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rsplit(" ", 1)[0] + "…"
