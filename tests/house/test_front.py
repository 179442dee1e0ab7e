"""The front refuses what is too big or forged before Python sees it (U-01, U-02, A-09)."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from gosuslugi_support.embedded import ports
from gosuslugi_support.running import processes

MB = 1024 * 1024


class PageServer(BaseHTTPRequestHandler):
    """Stands for the page server: notes what reached it."""

    seen: ClassVar[list[tuple[str, dict[str, str], int]]] = []

    def do_GET(self) -> None:
        self._answer(0)

    def do_POST(self) -> None:
        size = 0
        length = self.headers.get("Content-Length")
        if length is not None:
            while size < int(length) and (part := self.rfile.read(min(65536, int(length) - size))):
                size += len(part)
        else:
            while chunk := int(self.rfile.readline().strip() or b"-1", 16):
                if chunk < 0:
                    return  # cut by the front: no view would have been called
                size += len(self.rfile.read(chunk))
                self.rfile.readline()
        self._answer(size)

    def _answer(self, size: int) -> None:
        self.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}, size))
        body = b"page " * 400
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Front:
    port: int
    seen: list[tuple[str, dict[str, str], int]] = field(default_factory=list)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: object = None,
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {}, encode_chunked=False)  # type: ignore[arg-type]
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    static: Path = tmp_path_factory.mktemp("static")
    (static / "app.0123456789ab.css").write_text("a{}" * 1000)
    (static / "plain.css").write_text("a{}")
    (static / "front").mkdir()
    (static / "front" / "413.html").write_text("<p>вместе — до 100 МБ</p>", encoding="utf-8")
    (static / "front" / "503.html").write_text("<p>Сейчас обновляемся</p>", encoding="utf-8")
    (static / "films" / "login-0a1b2c").mkdir(parents=True)
    (static / "films" / "login-0a1b2c" / "v360.m4s").write_bytes(bytes(range(100)))
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), PageServer)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    port = ports.free_port()
    caddy = subprocess.Popen(
        processes.front().command,
        env={
            **os.environ,
            **processes.front().environment,
            "XDG_DATA_HOME": str(static),
            "XDG_CONFIG_HOME": str(static),
            "SITE_ADDRESS": f"http://:{port}",
            "FRONT_BIND": "127.0.0.1",
            "WEB_ADDRESS": f"127.0.0.1:{upstream.server_address[1]}",
            "WS_ADDRESS": "127.0.0.1:9",
            "STATIC_ROOT": str(static),
            "VIDEO_ROOT": str(static / "films"),
        },
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr,
    )
    deadline = time.monotonic() + 15
    while ports.is_free(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    PageServer.seen.clear()
    yield Front(port, PageServer.seen)
    caddy.terminate()
    caddy.wait(10)
    upstream.shutdown()
    upstream.server_close()


@pytest.mark.parametrize(
    ("path", "size_mb"),
    [
        ("/nosuch", 300),
        ("/api/v1/tickets/", 2),
        ("/cabinet/appeals/new/", 300),
        ("/api/v1/tickets/300000001/attachments/", 300),
    ],
)
def test_announced_length_over_the_limit_is_refused_unread(
    front: Front, path: str, size_mb: int
) -> None:
    front.seen.clear()
    began = time.monotonic()
    status, headers, body = front.ask(
        path, method="POST", headers={"Content-Length": str(size_mb * MB)}, body=b"x" * 1000
    )
    assert status == 413
    assert time.monotonic() - began < 1
    assert front.seen == []
    kind = "application/problem+json" if path.startswith("/api/") else "text/html"
    assert headers["content-type"].startswith(kind)
    assert "100 МБ" in body.decode()


def test_endless_chunked_body_is_cut(front: Front) -> None:
    def endless() -> Iterator[bytes]:
        block = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
        for _ in range(20):
            yield block
        yield b"0\r\n\r\n"

    front.seen.clear()
    headers = {"Transfer-Encoding": "chunked"}
    status, _, _ = front.ask("/nosuch", method="POST", headers=headers, body=endless())
    assert status == 413
    assert front.seen == []


def test_file_of_the_allowed_size_passes_whole(front: Front) -> None:
    front.seen.clear()
    status, _, _ = front.ask("/cabinet/appeals/new/", method="POST", body=b"x" * (26 * MB))
    assert status == 200
    assert [size for _, _, size in front.seen] == [26 * MB]


def test_headers_that_claim_who_or_where_are_removed(front: Front) -> None:
    forged = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "1.2.3.4",
        "CF-Connecting-IP": "1.2.3.4",
        "Forwarded": "for=1.2.3.4",
        "Remote-User": "admin",
        "X-Remote-User": "admin",
        "X-Request-Id": "forged-request-id",
    }
    front.seen.clear()
    front.ask("/", headers=forged)
    [(_, headers, _)] = front.seen
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-request-id"] != "forged-request-id"
    for name in ("x-real-ip", "cf-connecting-ip", "forwarded", "remote-user", "x-remote-user"):
        assert name not in headers


def test_half_open_request_is_closed_after_ten_seconds(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=15) as loris:
        loris.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        began = time.monotonic()
        assert loris.recv(4096)[:12] in {b"", b"HTTP/1.1 408"}
        assert 8 < time.monotonic() - began < 13


def test_slow_body_holds_no_thread_of_the_page_server(front: Front) -> None:
    front.seen.clear()
    with socket.create_connection(("127.0.0.1", front.port), timeout=5) as slow:
        slow.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc")
        time.sleep(0.5)
        assert front.seen == []


def test_hashed_file_is_kept_for_a_year_and_a_plain_one_is_asked_again(front: Front) -> None:
    _, hashed, _ = front.ask("/static/app.0123456789ab.css", headers={"Accept-Encoding": "gzip"})
    _, plain, _ = front.ask("/static/plain.css")
    assert hashed["cache-control"] == "public, max-age=31536000, immutable"
    assert hashed["content-encoding"] == "gzip"
    assert plain["cache-control"] == "public, max-age=300"
    assert plain["x-content-type-options"] == "nosniff"
    assert "server" not in plain


def test_film_is_given_out_in_parts_without_the_page_server(front: Front) -> None:
    film = "/help/video/login-0a1b2c/v360.m4s"
    front.seen.clear()
    status, headers, body = front.ask(film, headers={"Range": "bytes=10-19"})
    assert (status, body) == (206, bytes(range(10, 20)))
    assert headers["content-range"] == "bytes 10-19/100"
    assert headers["content-type"] == "video/mp4"
    assert front.ask("/help/video/login-0a1b2c/nosuch.mp4")[0] == 404
    assert front.ask("/help/video/..%2f..%2fstatic/plain.css")[0] != 206
    assert [path for path, _, _ in front.seen if path == film] == []


def test_page_says_to_wait_when_nothing_answers_behind(front: Front) -> None:
    status, _, body = front.ask("/ws/desk/")
    assert status == 502
    assert "Сейчас обновляемся" in body.decode()
