"""The search over the database: what is published is found at once, by those who may see it."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.actors import SYSTEM
from faq.actions.publishing import archive_article, publish
from faq.actions.usage import Opinion, Searched, log_search, note_click, rate_article
from faq.actions.words import save_synonyms
from faq.actions.writing import Seen, save_draft
from faq.models import Feedback, SearchLog
from faq.selectors import search as selector
from faq.selectors.articles import reading_of
from faq.selectors.search import search_articles

pytestmark = pytest.mark.django_db


def codes(query: str, user: Any = None, **options: Any) -> list[str]:
    return [hit.code for hit in search_articles(query, user=user, **options).hits]


def test_published_words_are_found_at_once_and_archived_ones_no_more(
    make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article()
    assert codes("квитанция") == ["306"]
    assert codes("бегемот") == []

    draft = save_draft(
        article=article,
        text=text(question="Где бегемот?"),
        seen=Seen.now(article),
        by=editor,
        now=now,
    )
    assert codes("бегемот") == []
    publish(version=draft, by=editor, now=now)
    assert codes("бегемота") == ["306"]
    archive_article(article=article, by=editor, now=now)
    assert codes("бегемота") == []


def test_articles_for_colleagues_are_found_by_them_only(
    make_article: Any, olga_operator: Any, citizen: Any
) -> None:
    make_article(audience="operators")
    assert codes("квитанция", olga_operator) == ["306"]
    assert codes("квитанция", citizen.user) == []
    assert codes("306", citizen.user) == []


def test_editors_synonyms_work_at_once(make_article: Any, editor: Any, now: datetime) -> None:
    make_article()
    assert codes("бумажка") == []
    save_synonyms(group=None, terms=["Квитанция", "бумажка"], by=editor, now=now)
    assert codes("бумажку") == ["306"]


def test_translation_is_found_and_the_rest_in_russian(
    make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article()
    english = save_draft(
        article=article,
        text=text(question="Where is my receipt?", solution="In history.", language="en"),
        seen=Seen(),
        by=editor,
        now=now,
    )
    publish(version=english, by=editor, now=now)
    make_article("303", words={"question": "Как вернуть пошлину?"})

    found = search_articles("receipts", user=None, language="en").hits
    assert [(hit.code, hit.language, hit.question) for hit in found] == [
        ("306", "en", "Where is my receipt?")
    ]
    [other] = search_articles("вернуть пошлину", user=None, language="en").hits
    assert (other.code, other.language) == ("303", "ru")


def test_a_search_asks_the_database_once(make_article: Any) -> None:
    make_article()
    codes("квитанция")
    with CaptureQueriesContext(
        connection,
    ) as statements:
        codes("чек")
    assert len(statements) == 1


def test_what_readers_choose_and_praise_moves_up(
    make_article: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article("301", words={"question": "Возврат: пошлина", "solution": "Первое."})
    second = make_article("302", words={"question": "Возврат: пошлина", "solution": "Второе."})
    assert codes("возврат пошлины") == ["301", "302"]
    for _ in range(8):
        found = search_articles("возврат пошлины", user=None)
        row = log_search(
            searched=Searched("Возврат пошлины", found.hits),
            by=SYSTEM,
            now=datetime.now(now.tzinfo),
        )
        note_click(search=row.pk, article=second, by=SYSTEM, now=datetime.now(now.tzinfo))

    selector._learned.forget()

    assert codes("пошлины возврат") == ["302", "301"]


def test_a_search_is_kept_without_whose_it_was(make_article: Any, now: datetime) -> None:
    article = make_article()
    hits = search_articles("квитанция", user=None).hits
    first = log_search(searched=Searched("Где моя справка", []), by=SYSTEM, now=now)
    again = log_search(
        searched=Searched("квитанция", hits, face="desk", before=first.pk), by=SYSTEM, now=now
    )
    hidden = log_search(searched=Searched("Иванов Пётр 4510 123456", []), by=SYSTEM, now=now)

    assert (first.query, first.found, first.refined_from) == ("где моя справка", 0, None)
    assert (again.best_id, again.refined_from, again.face) == (article.pk, first, "desk")
    assert (hidden.query, hidden.is_hidden, hidden.terms) == ("", True, [])
    assert note_click(search=again.pk, article=article, by=SYSTEM, now=now)
    assert not note_click(search=again.pk, article=article, by=SYSTEM, now=now)
    assert SearchLog.objects.get(clicked=article).pk == again.pk


def test_one_opinion_from_one_search(make_article: Any, now: datetime) -> None:
    version = reading_of(make_article()).version
    found = log_search(searched=Searched("чек", []), by=SYSTEM, now=now)
    for is_helpful in (False, True):
        opinion = Opinion(is_helpful=is_helpful, why="unclear", search=found.pk)
        rate_article(version=version, opinion=opinion, by=SYSTEM, now=now)

    row = Feedback.objects.get()
    assert (row.is_helpful, row.why) == (True, "")


def test_command_speaks_json_lines(
    make_article: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article()
    lines = '{"query": "квитанция"}\n\n{"query": "бегемот"}\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    out = io.StringIO()
    call_command("search_faq", stdout=out)

    first, second = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (first["query"], first["results"][0]["code"]) == ("квитанция", "306")
    assert second == {"query": "бегемот", "results": []}
    monkeypatch.setattr("sys.stdin", io.StringIO("квитанция"))
    with pytest.raises(CommandError, match="Line 1"):
        call_command("search_faq", stdout=out)


def test_report_says_how_well_and_what_is_wrong(make_article: Any, tmp_path: Path) -> None:
    make_article("301", words={"also_asked": ["Деньги сняли", "Списали деньги"]})
    make_article("306", words={"also_asked": ["Нужен чек"]})
    path = tmp_path / "known.jsonl"
    rows = [{"query": "чек", "faq_code": "306"}, {"query": "чек", "faq_code": "301"}]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    out = io.StringIO()

    call_command("faq_report", str(path), stdout=out)

    assert out.getvalue().splitlines() == [
        "known.jsonl: 2 queries, first 50.0%, among three 50.0%",
        "    чек → 306, not 301",
        "wordings taken out: 3 queries, first 66.7%, among three 66.7%",
    ]
