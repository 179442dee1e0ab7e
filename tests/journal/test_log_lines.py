"""L-07: whatever is written in a login, a path or a user agent, one event is one JSON line."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from common import logs

EVIL = (
    "x\r\n{\"event\": \"forged\"}",
    "x\n2026-01-01 INFO forged",
    "x\x1b[2J\x1b[31mforged",
    "x\u2028forged\u2029forged",
    "x\x85forged\x0bforged\x0cforged",
    "x\x9b31mforged\x7f\x00",
)  # fmt: skip
# All that some reader of logs takes for the end of a line, or a terminal for a command.
BREAKS = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029"}


@pytest.fixture
def written() -> Iterator[Callable[[], list[str]]]:
    """Return a function that gives the lines written since the test began."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(json=True, level="INFO")
    stream = io.StringIO()
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    yield lambda: stream.getvalue().splitlines()
    root.handlers, root.level = before, level


@pytest.mark.parametrize("evil", EVIL)
def test_l07_an_event_is_one_line_of_json(evil: str, written: Callable[[], list[str]]) -> None:
    structlog.contextvars.bind_contextvars(agent=evil)
    logging.getLogger("x").warning("Asked for %s", evil, extra={"login": evil})
    try:
        raise ValueError(evil)
    except ValueError:
        logging.getLogger("x").exception("Failed")
    structlog.contextvars.clear_contextvars()
    lines = written()
    assert len(lines) == 2
    assert json.loads(lines[0])["event"] == f"Asked for {evil}"
    assert [char for line in lines for char in line if char in BREAKS] == []


@pytest.mark.django_db
@pytest.mark.parametrize("evil", EVIL)
def test_l07_a_request_cannot_write_lines_of_its_own(
    evil: str, written: Callable[[], list[str]], client_for: Callable[..., Any], auditor: Any
) -> None:
    clean = evil.replace("\r", "").replace("\n", "").replace("\x00", "")
    client = client_for(None)
    client.get(f"/no-such/{evil}", headers={"User-Agent": evil, "X-Request-Id": evil})
    client.post("/account/login/", {"identifier": evil, "password": evil})
    client_for(auditor).get(f"/desk/{clean}/")
    lines = written()
    assert [line for line in lines if json.loads(line)["event"].startswith("forged")] == []
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert [char for line in lines for char in line if char in BREAKS] == []


def test_l07_a_terminal_is_not_painted_in_development(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(json=False, level="INFO")
    stream = io.StringIO()
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    logging.getLogger("x").warning("Asked for %s", EVIL[2])
    root.handlers, root.level = before, level
    assert "\x1b" not in stream.getvalue()
