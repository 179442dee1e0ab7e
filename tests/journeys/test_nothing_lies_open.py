"""D-01: what people told us is nowhere to be read: not in a dump, WAL, heap, Valkey, logs or media names."""

import base64
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from gosuslugi_support import embedded
from tests.journeys import stack as house
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.browser
# Neighbours are the world outside: letters and SMS have to be readable there.
OUTSIDE = {"neighbours", "postgres", "valkey", "static", "files"}
QUIET_AFTER_S = 40


@dataclass(slots=True)
class Planted:
    """What was told to the house, and where its servers are."""

    number: str
    tokens: dict[str, str]
    control: str
    database: str
    valkey: str


@pytest.fixture(scope="module")
def planted(stack: house.Stack) -> Planted:
    said = stack.do("tokens")
    return Planted(
        said["number"], said["tokens"], said["control"], said["database"], said["valkey"]
    )


def spellings(word: str) -> Iterator[bytes]:
    """Yield a word as text, JSON, hex of a bytea, and base64 at each of its three offsets."""
    for text in {word, word.lower(), word.upper()}:
        plain = text.encode()
        yield plain
        yield plain.hex().encode()
        yield json.dumps(text)[1:-1].encode()
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + plain)
            yield coded[4 if shift else 0 : -4]


def found_in(haystack: bytes, tokens: dict[str, str]) -> list[str]:
    return [
        what for what, word in tokens.items() if any(one in haystack for one in spellings(word))
    ]


def files_with(paths: list[Path], tokens: dict[str, str]) -> dict[str, list[str]]:
    """Return which plain tokens stand in which files of the server, by path."""
    words = {what: word.encode() for what, word in tokens.items()}
    found: dict[str, list[str]] = {}
    for path in paths:
        text = path.read_bytes()
        if here := [what for what, word in words.items() if word in text]:
            found[str(path)] = here
    return found


READ: dict[bytes, Callable[[Any, bytes], Any]] = {
    b"none": lambda client, key: b"",  # gone meanwhile
    b"string": lambda client, key: client.get(key),
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"hash": lambda client, key: client.hgetall(key),
    b"set": lambda client, key: client.smembers(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1),
    b"stream": lambda client, key: client.xrange(key),
}


def everything_in_valkey(address: str) -> bytes:
    """Return the keys and values of every database as one text."""
    parts: list[bytes] = []
    for number in range(4):
        client = redis.Redis.from_url(f"{address}/{number}")
        for key in client.scan_iter(count=1000):
            parts += [key, *flat(READ[client.type(key)](client, key))]
        client.close()
    return b"\n".join(parts)


def flat(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, list | tuple | set):
        for one in value:
            yield from flat(one)


def live_a_little(stack: house.Stack, planted: Planted, open_page: Callable[..., Any]) -> None:
    """Use the words at the desk and at the door, so that requests, logs and queues have met them."""
    page = open_page()
    page.goto("/account/login/")
    wrong = {"identifier": planted.tokens["e-mail"], "password": "not-the-password"}
    wrong["csrfmiddlewaretoken"] = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(page.url, form=wrong, headers={"Referer": page.url})
    assert answer.status == 422
    sign_in(page, "senior")
    for what in ("surname", "phone", "e-mail", "text of an appeal"):
        page.goto("/desk/?view=all")
        box = page.locator("input[name=q]").first
        box.fill(planted.tokens[what])
        box.press("Enter")
        page.locator(".queue__row", has_text=planted.number).first.wait_for()
    page.goto(f"/desk/{planted.number}/")
    page.get_by_text(planted.tokens["note"]).first.wait_for()
    give_up_at = time.monotonic() + QUIET_AFTER_S
    while time.monotonic() < give_up_at:
        letters = [one for one in stack.received("mail") if planted.tokens["e-mail"] in str(one)]
        messages = [one for one in stack.received("sms") if planted.tokens["phone"] in str(one)]
        if letters and messages:
            return
        time.sleep(0.5)
    raise AssertionError("the notices did not come: the queue has not met the words")


def test_d01_what_was_told_lies_open_nowhere(
    stack: house.Stack, planted: Planted, open_page: Callable[..., Any]
) -> None:
    live_a_little(stack, planted, open_page)
    tokens, control = planted.tokens, {"control": planted.control}

    dump = dumped(planted.database)
    assert found_in(dump, control) == ["control"], "the search itself does not work"
    assert found_in(dump, tokens) == []

    to_the_disk(stack, planted.database)
    data = stack.var / "postgres" / "data"
    for part in ("base", "pg_wal"):  # tables and indexes as they lie on the disk; the log of writes
        written = [path for path in (data / part).rglob("*") if path.is_file()]
        assert files_with(written, control), f"{part}: the search itself does not work"
        assert files_with(written, tokens) == {}

    assert found_in(everything_in_valkey(planted.valkey), tokens) == []

    said = b"\n".join(path.read_bytes() for path in logs_of(stack.var))
    assert b"level" in said, "no logs were read"
    assert found_in(said, tokens) == []

    names = "\n".join(str(path) for path in (stack.var / "files").rglob("*"))
    assert names, "the file was not kept"
    assert found_in(names.encode(), tokens) == []


def to_the_disk(stack: house.Stack, database: str) -> None:
    """Make the server write down what it has in memory; its superuser may ask for that."""
    place = urlsplit(database)
    password = (stack.var / "secrets" / embedded.postgres.SUPERUSER).read_text("utf-8").strip()
    link = psycopg2.connect(
        host=place.hostname,
        port=place.port,
        dbname=place.path.strip("/"),
        user=embedded.postgres.SUPERUSER,
        password=password,
    )
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    link.close()


def dumped(database: str) -> bytes:
    """Return a backup."""
    program = Path(embedded.postgres._programs()) / "pg_dump"
    return subprocess.run(
        [str(program), "--dbname", database], capture_output=True, check=True
    ).stdout


def logs_of(var: Path) -> list[Path]:
    """Return whatever processes of the house write that is neither data nor the world outside."""
    files = [path for path in var.rglob("*") if path.is_file()]
    own = [path for path in files if path.relative_to(var).parts[0] not in OUTSIDE]
    return [*own, var / "postgres" / "server.log"]
