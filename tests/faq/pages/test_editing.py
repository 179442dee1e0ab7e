"""Editors at work through HTTP: blocks without scripts, two people at once, moves, reviews, drafts of queries."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from faq.actions.reviews import save_regulation
from faq.models import Article, ArticleVersion, Regulation, ReviewTask, SynonymGroup
from faq.states import State
from topics.models import Topic

pytestmark = pytest.mark.django_db
EDIT = "/desk/articles/306/"


def body(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def receipt(make_article: Callable[..., Any]) -> Any:
    steps = [{"kind": "steps", "items": ["Откройте историю.", "Нажмите «Квитанция»."]}]
    return make_article("306", words={"blocks": steps})


@pytest.fixture
def opened(client_for: Callable[..., Client], editor: Any, receipt: Any) -> tuple[Client, dict]:
    """The editor's browser and the form as the page gave it."""
    client = client_for(editor)
    return client, form_of(body(client.get(EDIT)))


def form_of(page: str) -> dict[str, str]:
    """The fields of the writing form as a browser would send them."""
    page = page[page.index('class="editor__text') : page.index('class="editor__side')]
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    fields |= dict(
        re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    )
    return fields | {"do": "save"}


def test_blocks_come_and_go_without_scripts_and_nothing_is_saved(opened: Any) -> None:
    client, form = opened
    assert form["block-0-text"] == "Откройте историю.\nНажмите «Квитанция»."
    page = body(client.post(EDIT, form | {"do": "add-note", "question": "Другой вопрос?"}))
    more = form_of(page)
    assert (more["question"], more["block-1-kind"]) == ("Другой вопрос?", "note")
    fewer = form_of(body(client.post(EDIT, more | {"do": "remove-0"})))
    assert fewer["block-0-kind"] == "note"
    assert ArticleVersion.objects.count() == 1


def test_preview_shows_what_people_will_see_and_saves_nothing(opened: Any) -> None:
    client, form = opened
    page = body(client.post(EDIT, form | {"do": "preview", "block-0-text": "Один шаг."}))
    assert "<li>Один шаг.</li>" in page
    assert ArticleVersion.objects.count() == 1


def test_a_wrong_block_is_named_and_the_text_stays(opened: Any) -> None:
    client, form = opened
    wrong = {"block-1-kind": "links", "block-1-text": "Портал | http://example.org"}
    response = client.post(EDIT, form | wrong)
    assert response.status_code == 422
    assert "Блок 2 «Ссылки»: адрес начинается с https://" in body(response)
    assert "Портал | http://example.org" in body(response)
    assert ArticleVersion.objects.count() == 1


def test_two_at_once_lose_nothing_and_the_second_saves_knowingly(
    opened: Any, client_for: Callable[..., Client], senior: Any
) -> None:
    client, form = opened
    assert (
        client_for(senior).post(EDIT, form | {"solution": "В личном кабинете."}).status_code == 303
    )
    refused = client.post(EDIT, form | {"solution": "В истории платежей, внизу."})
    page = body(refused)
    assert refused.status_code == 422
    assert "Пока вы писали, коллега сохранил черновик" in page
    assert senior.full_name in page
    assert "В личном кабинете." in page
    again = form_of(page)
    assert again["solution"] == "В истории платежей, внизу."
    assert client.post(EDIT, again).status_code == 303
    assert ArticleVersion.objects.get(state=State.DRAFT).solution == "В истории платежей, внизу."


def test_a_draft_is_published_seen_at_once_and_the_old_words_come_back(
    opened: Any, client: Client
) -> None:
    editor, form = opened
    editor.post(EDIT, form | {"solution": "Теперь в приложении."})
    draft = ArticleVersion.objects.get(state=State.DRAFT)
    editor.post(f"{EDIT}state/", {"version": draft.pk, "do": "publish"})
    assert "Теперь в приложении." in body(client.get("/help/306/"))
    changed = body(editor.get(f"{EDIT}versions/"))
    assert "<del>" in changed
    assert "<ins>" in changed
    editor.post(f"{EDIT}versions/", {"number": "1"})
    assert ArticleVersion.objects.get(state=State.DRAFT).solution == "В истории платежей."


def test_who_wrote_it_cannot_approve_it(
    opened: Any, client_for: Callable[..., Client], sveta_supervisor: Any, receipt: Any
) -> None:
    Article.objects.update(needs_approval=True)
    editor, form = opened
    editor.post(EDIT, form | {"solution": "Новое."})
    draft = ArticleVersion.objects.get(state=State.DRAFT)
    moved = {"version": draft.pk}
    editor.post(f"{EDIT}state/", moved | {"do": "submit"})
    page = body(editor.get(EDIT))
    assert "Вы писали эту версию, утвердит коллега" in page
    assert 'value="publish"' not in page
    assert editor.post(f"{EDIT}state/", moved | {"do": "approve"}).status_code == 403
    client_for(sveta_supervisor).post(f"{EDIT}state/", moved | {"do": "approve"})
    editor.post(f"{EDIT}state/", moved | {"do": "publish"})
    draft.refresh_from_db()
    assert (draft.state, draft.approver) == (State.PUBLISHED, sveta_supervisor)


def test_a_changed_law_opens_reviews_and_says_who_is_late(
    client_for: Callable[..., Client], editor: Any, make_article: Any, now: Any
) -> None:
    save_regulation(regulation=Regulation(code="59-fz", title="Закон"), by=editor, now=now)
    make_article("306", owner=editor, regulations=(("59-fz", ""),))
    client = client_for(editor)
    client.post("/desk/articles/reviews/", {"do": "changed-law", "regulation": "59-fz"})
    task = ReviewTask.objects.get()
    with time_machine.travel(task.due_at.replace(year=task.due_at.year + 1), tick=False):
        page = body(client_for(editor).get("/desk/articles/reviews/"))
        assert f"{editor.full_name}: 1 статья" in page
        listed = body(client_for(editor).get("/desk/articles/?only=late"))
        assert "пересмотр просрочен" in listed
    refused = client.post("/desk/articles/reviews/", {"do": "changed", "task": task.pk})
    assert "Новая версия ещё не опубликована" in body(refused)
    client.post("/desk/articles/reviews/", {"do": "same", "task": task.pk})
    task.refresh_from_db()
    assert task.outcome == "same"


def test_a_query_becomes_a_draft_in_one_click(
    client_for: Callable[..., Client], editor: Any, client: Client, receipt: Any
) -> None:
    Topic.objects.create(code="other", title="Другое")
    client.get("/help/?q=гиппопотам на даче")
    desk = client_for(editor)
    assert "гиппопотам на даче" in body(desk.get("/desk/articles/usage/"))
    made = desk.post("/desk/articles/usage/", {"query": "гиппопотам на даче"})
    assert made["Location"] == "/desk/articles/301/"
    draft = ArticleVersion.objects.get(article__code="301")
    assert (draft.question, draft.state) == ("Гиппопотам на даче", State.DRAFT)
    assert client.get("/help/301/").status_code == 404


def test_synonyms_are_known_to_the_search_at_once_and_go_when_emptied(
    client_for: Callable[..., Client], editor: Any, client: Client, receipt: Any
) -> None:
    desk = client_for(editor)
    desk.post("/desk/articles/synonyms/", {"terms": "квитанция, корешок"})
    assert "/help/306/" in body(client.get("/help/?q=корешок"))
    group = SynonymGroup.objects.get()
    desk.post("/desk/articles/synonyms/", {"group": group.pk, "terms": " "})
    assert not SynonymGroup.objects.exists()


def test_settings_keep_the_code_and_name_what_is_unknown(
    client_for: Callable[..., Client], editor: Any, receipt: Any
) -> None:
    client = client_for(editor)
    given = {"category": "payments", "topic": "payment", "audience": "operators"}
    wrong = client.post(f"{EDIT}settings/", given | {"services": "XXX-99"})
    assert wrong.status_code == 422
    assert "Нет такой услуги: XXX-99" in body(wrong)
    client.post(f"{EDIT}settings/", given | {"review_date": "2027-01-31"})
    row = Article.objects.get()
    assert (row.code, row.audience, str(row.review_date)) == ("306", "operators", "2027-01-31")


def test_operators_do_not_edit(
    client_for: Callable[..., Client], olga_operator: Any, receipt: Any
) -> None:
    client = client_for(olga_operator)
    for page in ("", "306/", "306/versions/", "reviews/", "usage/", "synonyms/", "new/"):
        assert client.get(f"/desk/articles/{page}").status_code == 404
