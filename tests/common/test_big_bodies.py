"""U-02: slow large bodies never hold all threads, strangers' ones none."""

import re
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from common.big_bodies import HELD_BY_FRONT, BigBodyMiddleware, is_big

ROOT = Path(__file__).resolve().parents[2]
BIG = HELD_BY_FRONT + 1


class Body:
    """A body that must not be read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("read")


def request_of(who: str, *, size: int = BIG, path: str = "/cabinet/new/", **headers: str) -> Any:
    request: HttpRequest = RequestFactory(headers=headers).post(path)
    request.META["CONTENT_LENGTH"] = str(size)
    request.META["wsgi.input"] = Body()
    request.user = SimpleNamespace(pk=who, is_authenticated=bool(who))  # type: ignore[assignment]
    return request


class Uploads:
    """A view that reads until it is let go."""

    def __init__(self, settings: Any, most: int = 2) -> None:
        settings.BIG_BODIES_AT_ONCE = most
        self.middleware = BigBodyMiddleware(self.view)
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.threads: list[threading.Thread] = []

    def view(self, request: HttpRequest) -> HttpResponse:
        if is_big(request):
            self.begun.release()
            self.go_on.wait(10)
        return HttpResponse("ok")

    def begin(self, request: HttpRequest) -> None:
        thread = threading.Thread(target=self.middleware, args=[request])
        thread.start()
        self.threads.append(thread)
        assert self.begun.acquire(timeout=10)

    def end(self) -> None:
        self.go_on.set()
        for thread in self.threads:
            thread.join(10)


@pytest.fixture
def uploads(settings: Any) -> Any:
    made = Uploads(settings)
    yield made
    made.end()


def test_the_front_holds_as_much_as_is_said() -> None:
    held = re.findall(r"request_buffers (\d+)MiB", (ROOT / "Caddyfile").read_text("utf-8"))
    assert [int(size) * 1024 * 1024 for size in held] == [HELD_BY_FRONT]


@pytest.mark.parametrize(
    ("length", "transfer", "big"),
    [
        (str(HELD_BY_FRONT), "", False),
        (str(BIG), "", True),
        ("", "", False),
        ("", "chunked", True),
    ],
)
def test_what_is_big(length: str, transfer: str, big: bool) -> None:
    request = request_of("a")
    request.META["CONTENT_LENGTH"] = length
    if transfer:
        request.META["HTTP_TRANSFER_ENCODING"] = transfer
    assert is_big(request) is big


def test_strangers_body_is_refused_unread(uploads: Uploads) -> None:
    answer = uploads.middleware(request_of(""))
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/cabinet/new/")


def test_half_of_the_threads_stay_for_pages(uploads: Uploads) -> None:
    uploads.begin(request_of("a"))
    uploads.begin(request_of("b"))
    refused = uploads.middleware(request_of("c"))
    assert (refused.status_code, refused["Retry-After"]) == (429, "30")
    assert "Подождите минуту" in refused.content.decode()
    assert uploads.middleware(request_of("c", size=1000)).status_code == 200
    uploads.end()
    assert uploads.middleware(request_of("c")).status_code == 200


def test_a_person_sends_one_at_a_time(uploads: Uploads) -> None:
    uploads.begin(request_of("a"))
    refused = uploads.middleware(request_of("a"))
    assert refused.status_code == 429
    assert "Дождитесь" in refused.content.decode()
    uploads.begin(request_of("b"))


def test_api_is_answered_with_a_problem(uploads: Uploads) -> None:
    key = {"Authorization": "Bearer gs_x_y"}
    uploads.begin(request_of("", path="/api/v1/attachments/", **key))
    refused = uploads.middleware(request_of("", path="/api/v1/attachments/", **key))
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert b'"code": "too_many_requests"' in refused.content


def test_slot_is_given_back_when_the_view_fails(settings: Any) -> None:
    def broken(_: HttpRequest) -> HttpResponse:
        raise RuntimeError

    settings.BIG_BODIES_AT_ONCE = 1
    middleware = BigBodyMiddleware(broken)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            middleware(request_of("a"))
