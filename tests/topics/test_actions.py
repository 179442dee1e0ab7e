"""Topics through their doors, read back as lists and guesses."""

from datetime import UTC, datetime

import pytest

from common.actors import SYSTEM, Actor
from common.errors import InvalidInput, NotAllowed
from journal.models import Entry
from tests.factories.accounts import make_staff
from topics.actions import Edit, TopicSpec, create_topic, edit_topic
from topics.models import Stem, Topic
from topics.reference import load_reference
from topics.selectors import active_topics, detect_topic, topic_for_text, topic_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def parking(**changes: object) -> TopicSpec:
    values = {
        "code": "parking",
        "title": "Парковка",
        "skill": "general",
        "order": 5,
        "stems": [("Парков", 2), ("парков", 3)],
    }
    return TopicSpec(**{**values, **changes})


def test_created_topic_is_guessed() -> None:
    topic = create_topic(spec=parking(), by=SYSTEM, now=NOW)

    assert topic_for_text("Не оплачивается парковка") == topic
    assert [(stem.stem, stem.weight) for stem in topic.stems.all()] == [("парков", 3)]
    assert Entry.objects.get().event == "topics.TopicChanged"
    assert Entry.objects.get().subject == "topic:parking"


def test_taken_code_is_refused_and_changes_nothing() -> None:
    create_topic(spec=parking(), by=SYSTEM, now=NOW)

    with pytest.raises(InvalidInput, match="Тема с таким кодом уже есть"):
        create_topic(spec=parking(title="Другая"), by=SYSTEM, now=NOW)

    assert Topic.objects.get().title == "Парковка"
    assert Entry.objects.count() == 1


def test_stranger_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(NotAllowed):
        create_topic(spec=parking(), by=Actor("staff", "1"), now=NOW)

    assert Topic.objects.count() == 0
    assert Entry.objects.count() == 0


def test_edited_stems_are_used_at_once() -> None:
    topic = create_topic(spec=parking(), by=SYSTEM, now=NOW)
    assert detect_topic("эвакуатор").topic == "other"

    new = Stem(topic=topic, stem="эвакуат", weight=3)
    edit_topic(edit=Edit(topic, saved=[new], deleted=list(topic.stems.all())), by=SYSTEM, now=NOW)

    assert detect_topic("эвакуатор").stems == ("эвакуат",)
    assert detect_topic("парковка").topic == "other"
    assert Entry.objects.count() == 2


def test_switched_off_topic_is_neither_listed_nor_guessed() -> None:
    load_reference(NOW)
    login = topic_of("login")
    login.is_active = False
    edit_topic(edit=Edit(login), by=SYSTEM, now=NOW)

    assert topic_of("login") is None
    assert "login" not in [topic.code for topic in active_topics()]
    assert topic_for_text("забыл пароль").code == "other"


def test_reference_is_loaded_once_and_keeps_what_people_changed() -> None:
    editor = make_staff(role="editor")
    assert load_reference(NOW) == 9
    login = Topic.objects.get(code="login")
    login.title = "Вход"
    edit = Edit(login, deleted=list(login.stems.all()))
    edit_topic(edit=edit, by=editor, now=NOW)
    assert load_reference(NOW) == 0

    assert Topic.objects.get(code="login").title == "Вход"
    assert not Stem.objects.filter(topic__code="login").exists()
    assert active_topics()[-1].code == "other"


def test_stems_nobody_edited_follow_the_shipped_ones() -> None:
    load_reference(NOW)
    shipped = Stem.objects.filter(topic__code="payment").count()
    Stem.objects.filter(topic__code="payment", weight__gt=3).delete()  # an older release

    assert load_reference(NOW) == 1
    assert Stem.objects.filter(topic__code="payment").count() == shipped
    assert load_reference(NOW) == 0


def test_nothing_said_is_other() -> None:
    load_reference(NOW)

    assert topic_for_text("Добрый день").code == "other"


def test_without_topics_there_is_no_guess() -> None:
    assert topic_for_text("забыл пароль") is None


def test_guesses_cost_two_queries_once(django_assert_num_queries) -> None:
    load_reference(NOW)
    with django_assert_num_queries(2):
        topic_for_text("забыл пароль")
    with django_assert_num_queries(0):
        topic_for_text("не пришла смс")
        active_topics()
