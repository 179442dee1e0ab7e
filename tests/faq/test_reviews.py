"""A changed law opens reviews due within one working day (R-128), and shows who is late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import schedules.reference
from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from faq.actions.publishing import publish
from faq.actions.reviews import (
    AlreadyReviewed,
    ask_review,
    complete_review,
    mark_regulation_changed,
    save_regulation,
)
from faq.actions.writing import Seen, save_draft
from faq.models import Regulation, ReviewTask
from faq.selectors.editing import (
    late_by_person,
    late_reviews,
    open_reviews,
    regulations,
    stale_articles,
)
from faq.selectors.search import search_articles
from journal.models import Entry
from journal.outbox import run_due
from notifications.models import StaffNotice
from notifications.selectors import bell_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def law(db: None, now: datetime) -> Regulation:
    schedules.reference.load_reference(now)
    law = Regulation(code="210-fz", title="210-ФЗ")
    return save_regulation(regulation=law, by=SYSTEM, now=now)


def test_reviews_are_due_by_the_end_of_the_next_working_day(
    law: Regulation, make_article: Any, lawyer: Any, editor: Any, now: datetime
) -> None:
    article = make_article(regulations=(("210-fz", "статья 7"),), owner=editor)
    make_article("301")

    [task] = mark_regulation_changed(regulation=law, by=lawyer, now=now)

    # now is Friday noon; Monday, 23 November, ends at 20:59:59 UTC in Moscow
    assert (task.article, task.assignee_id) == (article, editor.pk)
    assert task.due_at == datetime(2026, 11, 23, 20, 59, 59, tzinfo=UTC)
    assert mark_regulation_changed(regulation=law, by=lawyer, now=now) == []
    [row] = regulations(editor)
    assert (row.number, row.open_reviews, row.changed_at) == (1, 1, now)
    assert Entry.objects.filter(event="faq.RegulationChanged").count() == 2


def test_who_is_late_is_shown(
    law: Regulation, make_article: Any, editor: Any, now: datetime
) -> None:
    make_article(regulations=(("210-fz", ""),), owner=editor)
    [task] = mark_regulation_changed(regulation=law, by=editor, now=now)
    after = task.due_at + timedelta(seconds=1)

    assert list(late_reviews(editor, now=task.due_at)) == []
    assert late_by_person(editor, now=after) == [(editor, 1)]

    complete_review(task=task, outcome="same", by=editor, now=after)

    assert list(open_reviews(editor)) == []
    fact = Entry.objects.get(event="faq.ReviewCompleted")
    assert (fact.data["outcome"], fact.data["was_late"]) == ("same", True)
    with pytest.raises(AlreadyReviewed):
        complete_review(task=task, outcome="same", by=editor, now=after)


def test_who_looks_again_hears_once_by_the_bell(
    law: Regulation, make_article: Any, editor: Any, senior: Any, lawyer: Any, now: datetime
) -> None:
    make_article("301", regulations=(("210-fz", ""),), owner=senior)
    make_article("302", regulations=(("210-fz", ""),), owner=senior)
    make_article("303", regulations=(("210-fz", ""),))
    mark_regulation_changed(regulation=law, by=lawyer, now=now)
    while run_due():
        pass

    for person, code in ((senior, "301"), (editor, "303")):
        [line] = bell_lines(person)
        assert line.words == "Статью нужно пересмотреть"
        assert (line.shown.text, line.shown.url) == (f"{code}: 210-ФЗ", "/desk/articles/reviews/")
    assert StaffNotice.objects.count() == 2


def test_a_corrected_article_has_a_new_version(
    law: Regulation, make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article(regulations=(("210-fz", ""),))
    later = now + timedelta(hours=1)
    [task] = mark_regulation_changed(regulation=law, by=editor, now=later)

    with pytest.raises(InvalidInput, match="ещё не опубликована"):
        complete_review(task=task, outcome="changed", by=editor, now=later)

    assert ReviewTask.objects.get().done_at is None
    draft = save_draft(article=article, text=text(), seen=Seen.now(article), by=editor, now=later)
    publish(version=draft, by=editor, now=later)
    assert complete_review(task=task, outcome="changed", by=editor, now=later).done_at == later


def test_a_colleague_asks_once(
    law: Regulation, make_article: Any, senior: Any, olga_operator: Any, now: datetime
) -> None:
    article = make_article()
    first = ask_review(article=article, by=senior, now=now, assignee=senior)
    assert ask_review(article=article, by=senior, now=now) == first
    with pytest.raises(NotAllowed):
        ask_review(article=article, by=olga_operator, now=now)


def test_stale_articles_warn(make_article: Any, editor: Any, now: datetime) -> None:
    soon = make_article("301", review_date=(now + timedelta(days=10)).date())
    make_article("302", review_date=(now + timedelta(days=30)).date())
    make_article("303", published=False, review_date=now.date())
    undated = make_article("304")

    assert list(stale_articles(editor, now=now)) == [soon]
    year_later = list(stale_articles(editor, now=now + timedelta(days=366)))
    assert undated in year_later


def test_an_editors_day(
    law: Regulation, make_article: Any, text: Any, editor: Any, olga_operator: Any, now: datetime
) -> None:
    """The law changes; the article is looked at, corrected, published; operators find it at once."""
    article = make_article(regulations=(("210-fz", ""),), owner=editor)
    assert search_articles("десять дней", user=olga_operator).hits == []
    [task] = mark_regulation_changed(regulation=law, by=editor, now=now)

    words = text(solution="В истории платежей. Возврат идёт десять дней.")
    draft = save_draft(article=article, text=words, seen=Seen.now(article), by=editor, now=now)
    publish(version=draft, by=editor, now=now)
    complete_review(task=task, outcome="changed", by=editor, now=now)

    [hit] = search_articles("десять дней", user=olga_operator).hits
    assert (hit.code, hit.solution) == ("306", words.solution)
    assert list(open_reviews(editor)) == []
