"""What a notice may say, and that every notice has its words."""

import pytest
from django.conf import settings

from notifications.catalogue import TEMPLATES, BadContextError, Value, checked
from notifications.gateways.text import count_parts
from notifications.rendering import render
from notifications.states import Channel

SAMPLES = {
    Value.NUMBER: "300000001",
    Value.CODE: "123456",
    Value.DATE: "20 декабря 2026",
    Value.LABEL: "Передано в экспертный отдел",
    Value.LINK: "http://localhost:8000/tickets/300000001/",
}
EVERYTHING = [
    (template, channel, language)
    for template in TEMPLATES.values()
    for channel in sorted(template.channels)
    for language in ("ru", "en", "tt")
]


def sample(template, *, optional):
    values = {**template.needs, **(template.may_have if optional else {})}
    return {name: SAMPLES[value] for name, value in values.items()}


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize(("template", "channel", "language"), EVERYTHING)
def test_every_notice_has_words_in_every_language(template, channel, language, optional):
    words = render(template.code, channel, language, sample(template, optional=optional))
    assert words.body.strip()
    assert "{{" not in words.body
    assert "{%" not in words.body
    assert bool(words.subject) == (channel == Channel.EMAIL)
    assert "\n" not in words.subject
    for name in template.needs.keys() & {"number", "code"}:
        assert SAMPLES[template.needs[name]] in words.body


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_an_sms_takes_two_parts_at_most(template):
    if Channel.SMS in template.channels:
        words = render(template.code, Channel.SMS, "ru", sample(template, optional=False))
        assert words.parts == count_parts(words.body) <= 2
        assert "\n" not in words.body


def test_a_code_fits_one_sms():
    assert render("one_time_code", Channel.SMS, "ru", {"code": "123456"}).parts == 1


def test_a_missing_language_falls_back_to_russian():
    words = render(
        "ticket_answered", Channel.EMAIL, "ba", sample(TEMPLATES["ticket_answered"], optional=False)
    )
    assert (words.language, words.subject) == ("ru", "Ответ на обращение 300000001")


def test_an_optional_line_leaves_no_gap():
    words = render(
        "ticket_registered",
        Channel.EMAIL,
        "ru",
        sample(TEMPLATES["ticket_registered"], optional=False),
    )
    assert "\n\n\n" not in words.body


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("number", "Купите слона"),
        ("number", "3000000019"),
        ("number", "300000001\r\nBcc: b@example.org"),
        ("number", 300000001),
        ("number", ["300000001"]),
        ("link", "http://evil.example.org/"),
        ("link", "http://localhost:8000.evil.example.org/"),
        ("link", "http://localhost:8000@evil.example.org/"),
        ("link", "javascript:alert(1)"),
        ("link", "http://localhost:8000/a b"),
    ],
)
def test_foreign_words_never_get_into_a_notice(name, text):
    context = {"number": "300000001", "link": SAMPLES[Value.LINK]} | {name: text}
    with pytest.raises(BadContextError):
        checked("ticket_answered", context)


@pytest.mark.parametrize(
    "text", ["http://evil.example", "evil.example", "www evil", "a\nb", "<b>", "", "я" * 81]
)
def test_a_label_is_a_few_plain_words(text):
    assert not Value.LABEL.fits(text)


def test_what_is_missing_or_unknown_is_refused():
    with pytest.raises(BadContextError, match=r"missing \['link'\], unknown \['subject'\]"):
        checked("ticket_answered", {"number": "300000001", "subject": "x"})
    with pytest.raises(BadContextError, match="no notice"):
        checked("party", {})


def test_links_of_the_samples_are_ours():
    assert SAMPLES[Value.LINK].startswith(settings.PUBLIC_URL)
