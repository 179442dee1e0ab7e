"""Topics and stems as an administrator edits and tries them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journal.models import Entry
from tests.factories.accounts import make_staff
from topics.models import Stem, Topic
from topics.reference import load_reference
from topics.selectors import detect_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client_for: Any) -> Client:
    return client_for(make_staff(role="administrator"))


def form(stems: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": "parking",
        "title": "Парковка",
        "details": "",
        "skill": "general",
        "order": 5,
        "is_active": "on",
        "stems-TOTAL_FORMS": len(stems),
        "stems-INITIAL_FORMS": sum("id" in stem for stem in stems),
    }
    for number, stem in enumerate(stems):
        data |= {f"stems-{number}-{name}": value for name, value in stem.items()}
    return {**data, **changes}


def test_new_topic_with_its_stems_is_one_fact(admin_client: Client) -> None:
    data = form([{"stem": "  Парков ", "weight": 3}, {"stem": "Стоянк", "weight": 2}])

    answer = admin_client.post(reverse("admin:topics_topic_add"), data)

    assert answer.status_code == 302
    assert detect_topic("где парковка и стоянка").stems == ("парков", "стоянк")
    assert Entry.objects.get(event="topics.TopicChanged").subject == "topic:parking"


def test_removed_stem_speaks_no_more(admin_client: Client) -> None:
    topic = Topic.objects.create(code="parking", title="Парковка", order=5)
    stem = Stem.objects.create(topic=topic, stem="парков", weight=3)
    row = {"id": stem.pk, "topic": topic.pk, "stem": "парков", "weight": 3, "DELETE": "on"}

    admin_client.post(reverse("admin:topics_topic_change", args=[topic.pk]), form([row]))

    assert Stem.objects.count() == 0
    assert detect_topic("парковка").topic == "other"


@pytest.mark.parametrize(
    ("stem", "message"),
    [
        ({"stem": "!!!", "weight": 2}, "Напишите основу буквами или цифрами"),
        ({"stem": "парков", "weight": 11}, "меньше либо равно 10"),
    ],
)
def test_senseless_stem_is_refused_and_nothing_is_saved(
    admin_client: Client, stem: dict[str, Any], message: str
) -> None:
    answer = admin_client.post(reverse("admin:topics_topic_add"), form([stem]))

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert Topic.objects.count() == 0


def test_topic_is_never_removed(admin_client: Client) -> None:
    topic = Topic.objects.create(code="parking", title="Парковка", order=5)

    answer = admin_client.post(
        reverse("admin:topics_topic_delete", args=[topic.pk]), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_text_is_tried_and_explained(admin_client: Client, now: Any) -> None:
    load_reference(now)
    probe = reverse("admin:topics_topic_probe")
    assert probe in admin_client.get(reverse("admin:topics_topic_changelist")).content.decode()

    page = admin_client.post(probe, {"text": "Забыл пароль от кабинета"}).content.decode()

    assert "Невозможность войти в личный кабинет" in page
    assert "<strong>забыл пароль</strong>" in page
    assert "<td>забыл парол|логин</td>" in page


def test_text_that_says_nothing_is_other(admin_client: Client, now: Any) -> None:
    load_reference(now)

    page = admin_client.post(reverse("admin:topics_topic_probe"), {"text": "Ы"}).content.decode()

    assert "Ни одна основа не подошла" in page
