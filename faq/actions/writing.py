"""Writing: beginning an article, saving drafts without losing anybody's words, restoring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from faq.actions._common import locked_article, locked_version, move, stamp
from faq.blocks import clean_blocks
from faq.events import ArticleCreated, ArticleSettled, DraftDropped, DraftSaved
from faq.models import (
    Article,
    ArticleRegulation,
    ArticleVersion,
    Audience,
    Category,
    Language,
    Regulation,
)
from faq.policies import can_settle_article, can_write_article
from faq.states import WORKING, State
from journal.facts import record
from topics.models import Topic

LONGEST_QUESTION = 200
LONGEST_SOLUTION = 1000
MOST_PHRASES = 40
CODE_DIGITS = 3


class EditConflict(DomainError):
    """Somebody saved or published since: `theirs` is the key of their version, to compare with."""

    code = "edit_conflict"


@dataclass(frozen=True, slots=True)
class ArticleSpec:
    """What an article is besides its words. `regulations` are (code, place) pairs."""

    code: str
    category: Category
    topic: Topic
    audience: str = Audience.PUBLIC
    owner: User | None = None
    review_date: date | None = None
    needs_approval: bool = False
    services: tuple[str, ...] = ()
    regulations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class VersionText:
    """What a version says in one language; `summary` is for colleagues: what was changed."""

    question: str
    solution: str
    blocks: Sequence[Any] = ()
    also_asked: Sequence[str] = ()
    language: str = Language.RU
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the writer's page was opened with: the published version, the draft and its savings.

    `Seen.now(article, language)` is the present; a form carries it in hidden fields.
    """

    published: UUID | None = None
    draft: UUID | None = None
    revision: int = 0

    @classmethod
    def now(cls, article: Article, language: str = Language.RU) -> "Seen":
        published, draft = _current(article, language)
        return cls(
            published.pk if published else None,
            draft.pk if draft else None,
            draft.revision if draft else 0,
        )


@transaction.atomic
def create_article(*, spec: ArticleSpec, by: Acts, now: datetime) -> Article:
    """Give an article its code. People see it once a version is published."""
    policies.require(can_write_article, by, message="Статьи пишут редакторы базы знаний.")
    _check_code(spec)
    article = Article.objects.create(
        code=spec.code,
        category=spec.category,
        topic=spec.topic,
        audience=spec.audience,
        owner=spec.owner or (by if isinstance(by, User) else None),
        review_date=spec.review_date,
        needs_approval=spec.needs_approval,
        services=sorted(set(spec.services)),
        created_at=now,
    )
    _refer(article, spec.regulations)
    record(ArticleCreated(article.pk, article.code), by=by, at=now)
    return article


@transaction.atomic
def settle_article(*, article: Article, spec: ArticleSpec, by: Acts, now: datetime) -> Article:
    """Change what an article is besides its words; its code stays. Nothing changed, no fact."""
    policies.require(can_settle_article, by, message="Свойства статьи меняет редактор.")
    article = locked_article(article)
    wanted = {
        "category": spec.category,
        "topic": spec.topic,
        "audience": spec.audience,
        "owner": spec.owner,
        "review_date": spec.review_date,
        "needs_approval": spec.needs_approval,
        "services": sorted(set(spec.services)),
    }
    changed = [name for name, value in wanted.items() if getattr(article, name) != value]
    for name in changed:
        setattr(article, name, wanted[name])
    if changed:
        article.save(update_fields=changed)
    if _refer(article, spec.regulations):
        changed.append("regulations")
    if changed:
        record(ArticleSettled(article.pk, changed), by=by, at=now)
        stamp(article)
    return article


@transaction.atomic
def save_draft(
    *, article: Article, text: VersionText, seen: Seen, by: Acts, now: datetime
) -> ArticleVersion:
    """Write the working version of a language, begun if there is none; people see nothing yet.

    Raises EditConflict when somebody saved or published since `seen`: nobody's words are lost.
    What waited for approval or its hour becomes a draft again.
    """
    policies.require(can_write_article, by, message="Статьи пишут редакторы базы знаний.")
    fields = _checked(text)
    article = locked_article(article)
    published, draft = _current(article, text.language)
    _refuse_conflict(seen, published, draft)
    if draft is None:
        draft = _begun(article, text.language, base=published)
    else:
        move(draft, "save")
        draft.revision += 1
    for name, value in fields.items():
        setattr(draft, name, value)
    _signed(draft, by, now)
    draft.save()
    record(DraftSaved(article.pk, draft.pk, draft.number, draft.language), by=by, at=now)
    return draft


@transaction.atomic
def restore_version(*, version: ArticleVersion, by: Acts, now: datetime) -> ArticleVersion:
    """Begin a draft with the words of an old version; raises EditConflict when one is under way."""
    policies.require(can_write_article, by, message="Статьи пишут редакторы базы знаний.")
    article, old = locked_version(version)
    published, draft = _current(article, old.language)
    if draft is not None:
        raise EditConflict(
            "Над статьёй уже работают: закончите или отмените черновик.", theirs=str(draft.pk)
        )
    draft = _begun(article, old.language, base=published)
    for name in ("question", "solution", "blocks", "also_asked"):
        setattr(draft, name, getattr(old, name))
    draft.summary = f"Восстановлена версия {old.number}"
    _signed(draft, by, now)
    draft.save()
    record(DraftSaved(article.pk, draft.pk, draft.number, draft.language), by=by, at=now)
    return draft


@transaction.atomic
def drop_draft(*, version: ArticleVersion, by: Acts, now: datetime) -> None:
    """Throw the working version away; its words stay in the archive of the article."""
    policies.require(can_write_article, by, message="Статьи пишут редакторы базы знаний.")
    article, version = locked_version(version)
    if not version.is_working:
        raise EditConflict("Эту версию уже опубликовали или убрали. Обновите страницу.")
    move(version, "archive")
    version.retired_at, version.publish_at = now, None
    version.save(update_fields=["state", "retired_at", "publish_at"])
    record(DraftDropped(article.pk, version.number, version.language), by=by, at=now)


def _current(
    article: Article, language: str
) -> tuple[ArticleVersion | None, ArticleVersion | None]:
    rows = article.versions.filter(language=language, state__in=[State.PUBLISHED, *WORKING])
    found = {row.state == State.PUBLISHED: row for row in rows}
    return found.get(True), found.get(False)


def _refuse_conflict(
    seen: Seen, published: ArticleVersion | None, draft: ArticleVersion | None
) -> None:
    if published is not None and published.pk != seen.published:
        raise EditConflict(
            "Пока вы писали, опубликована новая версия. Сравните её со своей и сохраните ещё раз.",
            theirs=str(published.pk),
        )
    if draft is None and seen.draft is None:
        return
    if draft is None:
        raise EditConflict("Черновик, с которым вы работали, убрал коллега. Обновите страницу.")
    if (draft.pk, draft.revision) != (seen.draft, seen.revision):
        raise EditConflict(
            "Пока вы писали, коллега сохранил черновик. Сравните его со своим и сохраните ещё раз.",
            theirs=str(draft.pk),
        )


def _begun(article: Article, language: str, *, base: ArticleVersion | None) -> ArticleVersion:
    last = article.versions.filter(language=language).aggregate(last=Max("number"))["last"]
    return ArticleVersion(
        article=article,
        language=language,
        number=(last or 0) + 1,
        state=State.DRAFT,
        base=base,
    )


def _signed(draft: ArticleVersion, by: Acts, now: datetime) -> None:
    """Note who wrote, and forget an approval of other words."""
    draft.author = by if isinstance(by, User) else None
    if draft.author is not None and draft.author.pk not in draft.writers:
        draft.writers = [*draft.writers, draft.author.pk]
    draft.approver, draft.publish_at, draft.saved_at = None, None, now


def _checked(text: VersionText) -> dict[str, Any]:
    question = " ".join(text.question.split())
    solution = text.solution.strip()
    if not question or len(question) > LONGEST_QUESTION:
        raise InvalidInput(f"Напишите вопрос: от 1 до {LONGEST_QUESTION} знаков.", field="question")
    if not solution or len(solution) > LONGEST_SOLUTION:
        raise InvalidInput(
            f"Напишите короткое решение: от 1 до {LONGEST_SOLUTION} знаков.", field="solution"
        )
    if text.language not in Language.values:
        raise InvalidInput("Выберите язык из списка.", field="language")
    phrases = list(
        dict.fromkeys(" ".join(line.split()) for line in text.also_asked if line.split())
    )
    if len(phrases) > MOST_PHRASES or any(len(line) > LONGEST_QUESTION for line in phrases):
        raise InvalidInput(
            f"Других формулировок — до {MOST_PHRASES}, каждая до {LONGEST_QUESTION} знаков.",
            field="also_asked",
        )
    return {
        "question": question,
        "solution": solution,
        "blocks": clean_blocks(text.blocks),
        "also_asked": phrases,
        "summary": " ".join(text.summary.split())[:200],
    }


def _check_code(spec: ArticleSpec) -> None:
    code, prefix = spec.code, spec.category.ivr_prefix
    if not (code.isascii() and code.isdigit() and len(code) == CODE_DIGITS):
        raise InvalidInput("Код — три цифры: их набирают в голосовом меню.", field="code")
    if not code.startswith(prefix):
        raise InvalidInput(f"Коды этого раздела начинаются с {prefix}.", field="code")
    if Article.objects.filter(code=code).exists():
        raise InvalidInput("Статья с таким кодом уже есть. Выберите другой код.", field="code")


def _refer(article: Article, wanted: Sequence[tuple[str, str]]) -> bool:
    """Make the references as wanted; return whether anything changed."""
    now_there = dict(article.references.values_list("regulation__code", "place"))
    if now_there == dict(wanted):
        return False
    known = {row.code: row for row in Regulation.objects.filter(code__in=dict(wanted))}
    if missing := sorted(set(dict(wanted)) - set(known)):
        raise InvalidInput(f"Нет такой нормы: {', '.join(missing)}.", field="regulations")
    article.references.all().delete()
    ArticleRegulation.objects.bulk_create(
        ArticleRegulation(article=article, regulation=known[code], place=place)
        for code, place in dict(wanted).items()
    )
    return True
