"""Kept pieces of pages: equal keys are drawn once, another key anew, the oldest leave."""

from typing import Any

import pytest

from common import drawn


@pytest.fixture
def drawings(monkeypatch: Any) -> list[str]:
    """Count what is really drawn, with a template that only names its value."""
    done: list[str] = []

    class Template:
        def render(self, values: dict[str, Any]) -> str:
            done.append(values["name"])
            return f"<p>{values['name']}</p>"

    monkeypatch.setattr(drawn, "get_template", lambda name: Template())
    drawn.forget()
    yield done
    drawn.forget()


def test_equal_values_are_drawn_once(drawings: list[str]) -> None:
    pieces = [drawn.drawn("row.html", ("a", 1), {"name": "a"}) for _ in range(3)]
    assert (pieces, drawings) == (["<p>a</p>"] * 3, ["a"])


def test_another_key_or_template_is_drawn_anew(drawings: list[str]) -> None:
    drawn.drawn("row.html", 1, {"name": "a"})
    drawn.drawn("row.html", 2, {"name": "b"})
    drawn.drawn("other.html", 1, {"name": "c"})
    assert drawings == ["a", "b", "c"]


def test_without_a_key_nothing_is_kept(drawings: list[str]) -> None:
    for _ in range(2):
        drawn.drawn("row.html", None, {"name": "searched"})
    assert drawings == ["searched", "searched"]


def test_the_longest_unused_leaves(drawings: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr(drawn, "MOST", 2)
    for key in ("a", "b", "a", "c", "a", "b"):
        drawn.drawn("row.html", key, {"name": key})
    assert drawings == ["a", "b", "c", "b"]
