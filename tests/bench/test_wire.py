"""The load's client: requests as they go out, answers of any length read whole."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import wire


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])) * 5000
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_form_is_urlencoded():
    request = wire.post_form("/new/", {"body": "да"}, Cookie="a=1")
    head, _, body = request.partition(b"\r\n\r\n")
    assert body == b"body=%D0%B4%D0%B0"
    assert head.startswith(b"POST /new/ HTTP/1.1\r\n")
    assert b"Cookie: a=1" in head
    assert b"Content-Length: 17" in head


def test_only_expected_answers_count(port):
    request = wire.post_json("/", b"{}")
    right = wire.load(wire.Target(port, lambda _: request, 201), clients=2, seconds=0.1)
    wrong = wire.load(wire.Target(port, lambda _: request, 200), clients=2, seconds=0.1)
    assert right.count >= 2
    assert right.errors == 0
    assert (wrong.count, wrong.errors >= 2) == (0, True)
