"""`{% url %}` with a memory gives what Django's gives, refusals included."""

from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse

from common.templatetags.addresses import _reversed

SOME = UUID(int=7)


def drawn(text: str, **values: Any) -> str:
    return Template(text).render(Context(values))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("{% url 'desk:tickets' %}", lambda: reverse("desk:tickets")),
        ("{% url name number %}", lambda: reverse("desk:ticket", args=[100000042])),
        ("{% url name number=number %}", lambda: reverse("desk:ticket", args=[100000042])),
        ("{% url name number as here %}[{{ here }}]", lambda: f"[{reverse('desk:ticket', args=[100000042])}]"),
        ("{% url 'desk:nowhere' as here %}[{{ here }}]", lambda: "[]"),
    ],
)  # fmt: skip
def test_an_address_is_djangos(text: str, address: Any) -> None:
    for _ in range(2):
        assert drawn(text, name="desk:ticket", number=100000042) == address()


def test_what_nobody_serves_is_an_error_each_time() -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            drawn("{% url 'desk:ticket' %}")


def test_the_resolver_is_asked_once() -> None:
    _reversed.cache_clear()
    for number in (100000042, 100000043, 100000042):
        drawn("{% url 'desk:ticket' number %}", number=number)
    assert (_reversed.cache_info().misses, _reversed.cache_info().hits) == (2, 1)
