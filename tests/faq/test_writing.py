"""Drafts and versions through their doors: nobody's words are lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from common.errors import InvalidInput, NotAllowed
from faq.actions._common import NotReady, WrongState
from faq.actions.publishing import (
    approve,
    archive_article,
    publish,
    publish_due,
    schedule,
    send_back,
    submit,
)
from faq.actions.writing import (
    EditConflict,
    Seen,
    drop_draft,
    restore_version,
    save_draft,
    settle_article,
)
from faq.models import Article, ArticleVersion
from faq.selectors.articles import article_for, by_ivr, reading_of, visible_to
from faq.selectors.editing import current_of
from faq.states import State
from journal.models import Entry

pytestmark = pytest.mark.django_db


def facts() -> list[str]:
    return [
        row.split(".")[1] for row in Entry.objects.order_by("pk").values_list("event", flat=True)
    ]


def test_draft_is_published_and_the_old_version_goes_to_the_archive(
    make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article()
    later = now + timedelta(hours=1)
    draft = save_draft(
        article=article,
        text=text(solution="На почте."),
        seen=Seen.now(article),
        by=editor,
        now=later,
    )

    assert reading_of(article).version.solution == "В истории платежей."
    publish(version=draft, by=editor, now=later)

    assert reading_of(article).version.solution == "На почте."
    states = list(article.versions.order_by("number").values_list("number", "state", "retired_at"))
    assert states == [(1, "archived", later), (2, "published", None)]
    assert facts() == [
        "ArticleCreated",
        "DraftSaved",
        "VersionPublished",
        "DraftSaved",
        "VersionPublished",
    ]


def test_saving_over_a_colleagues_draft_is_refused(
    make_article: Any, text: Any, editor: Any, senior: Any, now: datetime
) -> None:
    article = make_article()
    opened = Seen.now(article)
    theirs = save_draft(
        article=article, text=text(solution="Их слова."), seen=opened, by=senior, now=now
    )

    with pytest.raises(EditConflict) as refused:
        save_draft(article=article, text=text(solution="Мои."), seen=opened, by=editor, now=now)

    assert refused.value.extra == {"theirs": str(theirs.pk)}
    assert current_of(article)[1].solution == "Их слова."  # type: ignore[union-attr]
    again = save_draft(
        article=article, text=text(solution="Обе."), seen=Seen.now(article), by=editor, now=now
    )
    assert (again.pk, again.revision, set(again.writers)) == (theirs.pk, 2, {senior.pk, editor.pk})


def test_saving_over_what_was_published_since_is_refused(
    make_article: Any, text: Any, editor: Any, senior: Any, now: datetime
) -> None:
    article = make_article()
    opened = Seen.now(article)
    theirs = save_draft(article=article, text=text(solution="Их."), seen=opened, by=senior, now=now)
    publish(version=theirs, by=editor, now=now)

    with pytest.raises(EditConflict, match="опубликована новая версия"):
        save_draft(article=article, text=text(solution="Мои."), seen=opened, by=editor, now=now)

    assert article.versions.count() == 2


def test_second_person_is_asked_where_it_is_set(
    make_article: Any, text: Any, editor: Any, sveta_supervisor: Any, now: datetime
) -> None:
    article = make_article(needs_approval=True)
    draft = save_draft(article=article, text=text(), seen=Seen.now(article), by=editor, now=now)
    with pytest.raises(NotReady, match="второй человек"):
        publish(version=draft, by=editor, now=now)
    submit(version=draft, by=editor, now=now)
    with pytest.raises(NotAllowed, match="не писал"):
        approve(version=draft, by=editor, now=now)

    approve(version=draft, by=sveta_supervisor, now=now)
    shown = publish(version=draft, by=editor, now=now)

    assert (shown.state, shown.approver) == (State.PUBLISHED, sveta_supervisor)


def test_approved_words_that_change_are_to_be_approved_again(
    make_article: Any, text: Any, editor: Any, sveta_supervisor: Any, now: datetime
) -> None:
    article = make_article(needs_approval=True)
    draft = save_draft(article=article, text=text(), seen=Seen.now(article), by=editor, now=now)
    submit(version=draft, by=editor, now=now)
    approve(version=draft, by=sveta_supervisor, now=now)

    draft = save_draft(
        article=article, text=text(solution="Иначе."), seen=Seen.now(article), by=editor, now=now
    )

    assert (draft.state, draft.approver) == (State.DRAFT, None)
    with pytest.raises(NotReady):
        publish(version=draft, by=editor, now=now)


def test_scheduled_version_comes_out_at_its_hour_and_not_before(
    make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article()
    draft = save_draft(
        article=article, text=text(solution="Завтра."), seen=Seen.now(article), by=editor, now=now
    )
    hour = now + timedelta(hours=8)
    schedule(version=draft, publish_at=hour, by=editor, now=now)

    assert publish_due(now=hour - timedelta(seconds=1)) == 0
    assert publish_due(now=hour) == 1
    assert publish_due(now=hour) == 0
    assert reading_of(article).version.solution == "Завтра."
    assert reading_of(article).version.published_at == hour


def test_scheduled_version_can_be_taken_back(
    make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article()
    draft = save_draft(article=article, text=text(), seen=Seen.now(article), by=editor, now=now)
    with pytest.raises(InvalidInput, match="в будущем"):
        schedule(version=draft, publish_at=now, by=editor, now=now)
    schedule(version=draft, publish_at=now + timedelta(hours=1), by=editor, now=now)

    draft = send_back(version=draft, by=editor, now=now)

    assert (draft.state, draft.publish_at) == (State.DRAFT, None)
    assert publish_due(now=now + timedelta(hours=2)) == 0


def test_old_version_is_restored_as_a_draft(
    make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article()
    first = reading_of(article).version
    draft = save_draft(
        article=article, text=text(solution="Хуже."), seen=Seen.now(article), by=editor, now=now
    )
    publish(version=draft, by=editor, now=now)

    restored = restore_version(version=first, by=editor, now=now)

    assert (restored.number, restored.state, restored.solution) == (3, "draft", first.solution)
    assert reading_of(article).version.solution == "Хуже."
    with pytest.raises(EditConflict):
        restore_version(version=first, by=editor, now=now)
    drop_draft(version=restored, by=editor, now=now)
    assert current_of(article)[1] is None


def test_archived_article_is_found_no_more(make_article: Any, editor: Any, now: datetime) -> None:
    article = make_article()
    archive_article(article=article, by=editor, now=now)

    assert list(visible_to(editor)) == []
    with pytest.raises(WrongState):
        archive_article(article=article, by=editor, now=now)


def test_operators_articles_are_theirs_only(
    make_article: Any, olga_operator: Any, citizen: Any
) -> None:
    article = make_article(audience="operators")

    assert article_for(olga_operator, "306") == article
    assert list(visible_to(citizen.user)) == []
    assert by_ivr("306") is None


def test_translation_is_shown_and_what_is_not_translated_is_russian(
    make_article: Any, text: Any, editor: Any, now: datetime
) -> None:
    article = make_article()
    english = save_draft(
        article=article,
        text=text(question="Where is my receipt?", solution="In history.", language="en"),
        seen=Seen.now(article, "en"),
        by=editor,
        now=now,
    )
    publish(version=english, by=editor, now=now)

    assert reading_of(article, "en").version.question == "Where is my receipt?"
    tatar = reading_of(article, "tt")
    assert (tatar.version.language, tatar.is_fallback) == ("ru", True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": " "}, "question"),
        ({"solution": "х" * 1001}, "solution"),
        ({"language": "de"}, "language"),
        ({"blocks": [{"kind": "steps", "items": []}]}, "blocks"),
        (
            {"blocks": [{"kind": "picture", "src": "https://else.example/a.png", "alt": "а"}]},
            "blocks",
        ),
        (
            {"blocks": [{"kind": "links", "items": [{"title": "а", "url": "javascript:x"}]}]},
            "blocks",
        ),
        ({"blocks": [{"kind": "script", "text": "а"}]}, "blocks"),
    ],
)
def test_wrong_words_are_refused_and_nothing_is_written(
    changes: dict[str, Any],
    field: str,
    make_article: Callable[..., Article],
    text: Any,
    editor: Any,
    now: datetime,
) -> None:
    article = make_article(published=False)

    with pytest.raises(InvalidInput) as refused:
        save_draft(article=article, text=text(**changes), seen=Seen(), by=editor, now=now)

    assert refused.value.field == field
    assert not ArticleVersion.objects.exists()
    assert facts() == ["ArticleCreated"]


def test_operator_writes_nothing(
    make_article: Any, text: Any, olga_operator: Any, now: datetime
) -> None:
    article = make_article(published=False)
    with pytest.raises(NotAllowed):
        save_draft(article=article, text=text(), seen=Seen(), by=olga_operator, now=now)
    assert not ArticleVersion.objects.exists()


def test_settling_notes_what_changed(make_article: Any, editor: Any, now: datetime) -> None:
    from faq.actions.writing import ArticleSpec

    article = make_article()
    spec = ArticleSpec("306", article.category, article.topic, owner=editor, audience="operators")

    settle_article(article=article, spec=spec, by=editor, now=now)
    settle_article(article=article, spec=spec, by=editor, now=now)

    settled = Entry.objects.filter(event="faq.ArticleSettled")
    assert [entry.data["fields"] for entry in settled] == [["audience", "owner"]]
