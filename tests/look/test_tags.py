"""The tags that templates draw with: `common.templatetags.ui` and `slots`."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.html import strip_tags

from common import slots
from common.templatetags.ui import appeal_number, initials, plural


def draw(source: str, **context: object) -> str:
    return Template("{% load ui slots %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "обращений"),
        (1, "обращение"),
        (2, "обращения"),
        (4, "обращения"),
        (5, "обращений"),
        (11, "обращений"),
        (14, "обращений"),
        (21, "обращение"),
        (112, "обращений"),
        (1002, "обращения"),
    ],
)
def test_a_word_agrees_with_its_number(number: int, word: str) -> None:
    assert plural(number, "обращение,обращения,обращений") == word


def test_a_number_is_grouped_for_the_eye_and_copied_whole() -> None:
    assert strip_tags(appeal_number("201482913")) == "201482913"
    assert appeal_number("201482913").count("<span>") == 3


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Иванова Анна Петровна", "ИА"), ("анна", "А"), ("", "?")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_moment_is_written_in_moscow_time() -> None:
    at = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
    assert strip_tags(draw("{% moment at 'full' %}", at=at)) == "21 ноября 2026, 00:30"
    assert strip_tags(draw("{% moment at 'date' %}", at=at)) == "21 ноября 2026"
    assert strip_tags(draw("{% moment at 'time' %}", at=at)) == "00:30"
    assert draw("{% moment at %}", at=at).startswith("<relative-time><time datetime=")
    assert draw("{% moment at %}", at=None) == "—"


def test_an_icon_comes_from_the_sprite() -> None:
    drawn = draw('{% icon "clock" %}')
    assert "vendor/icons" in drawn
    assert "#clock" in drawn
    assert 'aria-hidden="true"' in drawn


def test_an_icon_that_stands_alone_says_what_it_means() -> None:
    assert 'aria-label="Закрыть"' in draw('{% icon "x" label="Закрыть" %}')


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match=r"icons\.txt"):
        draw('{% icon "no-such-icon" %}')


def test_a_link_to_a_page_that_is_not_there_is_empty() -> None:
    assert draw('{% maybe_url "nobody:serves-this" as url %}[{{ url }}]') == "[]"
    assert draw('{% maybe_url "styleguide" as url %}{{ url }}') == "/styleguide/"


@pytest.mark.parametrize(
    ("cookies", "attributes"),
    [
        ({}, ""),
        ({"theme": "dark"}, ' data-theme="dark"'),
        ({"theme": "light", "vision": "low"}, ' data-theme="light" data-vision="low"'),
        ({"theme": '"><script>', "vision": "high"}, ""),
    ],
)
def test_the_page_is_drawn_as_the_person_chose(cookies: dict[str, str], attributes: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    assert draw("{% display_attributes %}", request=request) == attributes


@pytest.fixture
def filled_slot(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(slots, "_panels", slots._panels.copy())
    notice = "components/_notice.html"
    slots.fill("test", slots.Panel("Видно", notice, lambda _request, thing: {"text": f"о {thing}"}))
    slots.fill("test", slots.Panel("Скрыто", notice, may_see=lambda _request, _thing: False))
    return "test"


def test_a_slot_draws_the_panels_this_person_may_see(filled_slot: str) -> None:
    request = RequestFactory().get("/")
    drawn = draw("{% slot name thing %}", request=request, name=filled_slot, thing="сбое")
    assert drawn.count("notice--info") == 1
    assert "о сбое" in drawn
