"""The demo's knowledge at work: whose articles are, what is being written, what people looked for."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from common.actors import SYSTEM
from faq.actions.publishing import schedule, submit
from faq.actions.reviews import complete_review, mark_regulation_changed
from faq.actions.usage import Opinion, Searched, log_search, note_click, rate_article
from faq.actions.writing import ArticleSpec, Seen, VersionText, save_draft, settle_article
from faq.models import Article, ArticleVersion, Face, Feedback, Regulation
from faq.selectors.articles import reading_of
from faq.selectors.search import Hit, search_articles

DAYS, A_DAY = 21, 12
# What people look for; what no article answers yet is what an editor reads first.
LOOKED_FOR = (
    "не приходит смс", "забыл пароль", "сколько ждать ответа", "статус заявления", "возврат пошлины",
    "деньги списаны дважды", "сайт не работает", "как подтвердить личность", "чек об оплате",
    "телефон горячей линии", "не загружается файл", "ghjdthbnm cnfnec", "взломали аккаунт",
    "нет записи к врачу", "пришел отказ", "сменить номер", "gosuslugi parol", "юрист",
)  # fmt: skip
NOT_FOUND = (
    "прививка собаке",
    "ипотека под залог",
    "расписание электричек",
    "аттестат",
    "субботник",
)
REFINED = (("аттестат", "какие документы нужны"), ("код", "не приходит код"))


def keep_knowledge(staff: Mapping[str, User], *, now: datetime) -> None:
    """Write, schedule and review as an editor would; let people search for three weeks."""
    editor, articles = staff["editor"], {row.code: row for row in Article.objects.all()}
    for article in articles.values():
        _own(article, editor, now)
    _write(articles["203"], "Срок стоит, пока ждут ваш ответ.", staff["senior"], now)
    waiting = _write(articles["303"], "Возврат приходит за десять дней.", staff["senior"], now)
    submit(version=waiting, by=staff["senior"], now=now)
    coming = _write(articles["404"], "О работах пишем за три дня.", editor, now)
    schedule(version=coming, publish_at=now + timedelta(days=1), by=editor, now=now)
    law = Regulation.objects.get(code="210-fz")
    changed_at = now - timedelta(days=5)
    for task in mark_regulation_changed(regulation=law, by=editor, now=changed_at)[::2]:
        complete_review(task=task, outcome="same", by=editor, now=changed_at + timedelta(hours=3))
    _search(now)


def _own(article: Article, editor: User, now: datetime) -> None:
    spec = ArticleSpec(
        code=article.code,
        category=article.category,
        topic=article.topic,
        audience=article.audience,
        owner=editor,
        review_date=article.review_date,
        needs_approval=article.needs_approval,
        services=tuple(article.services),
        regulations=tuple(article.references.values_list("regulation__code", "place")),
    )
    settle_article(article=article, spec=spec, by=editor, now=now)


def _write(article: Article, more: str, by: User, now: datetime) -> ArticleVersion:
    shown = reading_of(article).version
    note = {"kind": "note", "tone": "info", "text": more}
    text = VersionText(
        question=shown.question,
        solution=shown.solution,
        blocks=[*shown.blocks, note],
        also_asked=shown.also_asked,
        summary="Добавлено примечание",
    )
    return save_draft(article=article, text=text, seen=Seen.now(article), by=by, now=now)


def _search(now: datetime) -> None:
    chance = random.Random(5)  # noqa: S311 -- a story told the same way every time
    found = {
        query: search_articles(query, user=None).hits
        for query in {*LOOKED_FOR, *NOT_FOUND, *(word for pair in REFINED for word in pair)}
    }
    for day in range(DAYS, 0, -1):
        for _ in range(A_DAY):
            at = now - timedelta(days=day) + timedelta(minutes=chance.randrange(600))
            if chance.random() < 0.12:
                _refined(found, chance.choice(REFINED), at)
            else:
                is_known = chance.random() < 0.85
                query = chance.choice(LOOKED_FOR if is_known else NOT_FOUND)
                _looked(query, found[query], chance, at)


def _looked(query: str, hits: list[Hit], chance: random.Random, at: datetime) -> None:
    face = chance.choice([Face.SITE, Face.SITE, Face.DESK])
    row = log_search(searched=Searched(query, hits, face=face), by=SYSTEM, now=at)
    if not hits or chance.random() < 0.3:
        return
    article = Article.objects.get(pk=hits[0].article_id)
    note_click(search=row.pk, article=article, by=SYSTEM, now=at)
    if chance.random() < 0.5:
        helps = chance.random() < (0.4 if article.code in {"203", "302"} else 0.85)
        why = "" if helps else chance.choice(Feedback.Why.values)
        opinion = Opinion(is_helpful=helps, why=why, face=face, search=row.pk)
        version = reading_of(article).version
        rate_article(version=version, opinion=opinion, by=SYSTEM, now=at)


def _refined(found: Mapping[str, list[Hit]], pair: tuple[str, str], at: datetime) -> None:
    before, then = pair
    first = log_search(searched=Searched(before, found[before]), by=SYSTEM, now=at)
    searched = Searched(then, found[then], before=first.pk)
    log_search(searched=searched, by=SYSTEM, now=at + timedelta(seconds=20))
