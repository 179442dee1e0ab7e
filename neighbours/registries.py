"""The registries and the portal of docs/registries.md, the MFC of docs/catalogue.md: JSON over HTTP, one process.

`python -m neighbours.registries`. A request is answered only after its answer is in the ledger on
disk; the same `Request-Id` gets the same answer again and is counted once, also after a restart.
"""

import hashlib
import hmac
import json
import logging
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from neighbours import mfc_rules
from neighbours.options import Options
from neighbours.registry_rules import OPERATIONS, QUESTIONS, Answer, BadRequest, Portal, check
from neighbours.registry_trouble import Mood, moods
from neighbours.storage import Ledger, Record, read_records, read_records_backwards

log = logging.getLogger("neighbours.registries")
LEDGER = "registries.jsonl"
LARGEST_BODY = 16 * 1024
HUGE_ANSWER = 4 * 1024 * 1024
# path of a POST → (service, operation)
ROUTES = {f"/v1/registries/{name}/check": (name, "check") for name in QUESTIONS} | {
    f"/v1/portal/{operation}": ("portal", operation) for operation in OPERATIONS
}
ROUTES["/v1/mfc/status"] = ("mfc", "status")


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed request."""

    id: str
    service: str
    operation: str
    body: Answer

    @property
    def digest(self) -> str:
        text = json.dumps([self.id, self.service, self.operation, self.body], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def latest(folder: Path, limit: int) -> list[Record]:
    """Return the newest answers of the ledger, with `moment` as a time; nobody is named in them."""
    records = islice(read_records_backwards(folder / LEDGER), limit)
    return [{**record, "moment": datetime.fromisoformat(record["at"])} for record in records]


class Reused(Exception):
    """The id has answered another question before."""


class Registries:
    """The server, its ledger and what it has answered so far."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._portal = Portal()
        self._answers: dict[str, Record] = {}
        for record in read_records(options.folder / LEDGER):
            self._answers[record["id"]] = record
            if record["service"] == "portal" and record["kept"]:
                self._portal.perform(record["operation"], record["kept"])
        self._ledger = Ledger(options.folder / LEDGER)
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> int:
        """Listen and answer in threads; return the port."""
        address = (self.options.host, self.options.registries_port)
        self._server = _Server(address, type("Bound", (_Handler,), {"house": self}))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Stop listening, let go of those who are kept waiting, close the ledger."""
        self.stopping.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._ledger.close()

    def mood(self, service: str) -> Mood:
        return moods(self.options.folder)[service]

    def answer(self, request: Request, *, is_wrong: bool = False) -> Answer:
        """Return the answer to an id, deciding it once; Reused for an id with another body."""
        with self._lock:
            known = self._answers.get(request.id)
            if known is not None:
                if not hmac.compare_digest(known["digest"], request.digest):
                    raise Reused
                return known["answer"]
            kept = self._kept(request)
            answer = _wrong(request) if is_wrong else self._decide(request)
            record = {
                "id": request.id,
                "at": datetime.now(UTC).isoformat(),
                "service": request.service,
                "operation": request.operation,
                "digest": request.digest,
                "kept": kept if answer.get("result") == "done" else {},
                "answer": answer,
            }
            self._ledger.append_now(record)
            self._answers[request.id] = record
            return answer

    def _decide(self, request: Request) -> Answer:
        if request.service == "portal":
            return self._portal.perform(request.operation, request.body)
        if request.service == "mfc":
            return mfc_rules.status(request.body)
        return check(request.service, request.body)

    def _kept(self, request: Request) -> Answer:
        """Return what has to be known to do a portal operation again after a restart."""
        if request.service != "portal":
            return {}
        new_phone = request.body.get("new_phone", "")
        return {"account_id": self._portal.account_id_of(request.body), "new_phone": new_phone}


def _wrong(request: Request) -> Answer:
    if request.service == "portal":
        return {"result": "refused", "reason": "unknown_account"}
    if request.service == "mfc":
        return {"result": "unknown"}
    return {"result": "mismatch", "fields": [QUESTIONS[request.service][0]]}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("a client left before its answer")


class _Handler(BaseHTTPRequestHandler):
    """One connection, one request."""

    house: Registries
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "registries", ""
    timeout = 20

    def do_GET(self) -> None:
        self._say(HTTPStatus.OK if self.path == "/health" else HTTPStatus.NOT_FOUND, {})

    def do_POST(self) -> None:
        """Check the form of the request, then do as the mood of its service is."""
        route = ROUTES.get(self.path)
        if route is None:
            self._say(HTTPStatus.NOT_FOUND, {"error": "not_found"})
            return
        mood = self.house.mood(route[0])
        if mood is Mood.DOWN:
            self._hang_up()
            return
        try:
            request = self._request(*route)
        except BadRequest:
            self._say(HTTPStatus.BAD_REQUEST, {"error": "bad_request"})
        except PermissionError:
            self._say(HTTPStatus.UNAUTHORIZED, {"error": "unauthorized"})
        else:
            self._obey(request, mood)

    def _obey(self, request: Request, mood: Mood) -> None:
        """Refuse before deciding, or decide and then lose or spoil the answer."""
        if mood is Mood.HANG:
            self.house.stopping.wait(600)
            self._hang_up()
        elif mood is Mood.BUSY:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, {"error": "busy"}, {"Retry-After": "30"})
        elif mood is Mood.ERROR:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "internal"})
        elif mood is Mood.REDIRECT:
            self._say(HTTPStatus.FOUND, {}, {"Location": "http://127.0.0.1:9/elsewhere"})
        else:
            if mood is Mood.SLOW:
                self.house.stopping.wait(self.house.options.registries_slow_s)
            self._decide(request, mood)

    def _decide(self, request: Request, mood: Mood) -> None:
        try:
            answer = self.house.answer(request, is_wrong=mood is Mood.MISMATCH)
        except BadRequest:
            self._say(HTTPStatus.BAD_REQUEST, {"error": "bad_request"})
        except Reused:
            self._say(HTTPStatus.CONFLICT, {"error": "request_id_reused"})
        else:
            self._deliver({"request_id": request.id, **answer}, mood)

    def _deliver(self, answer: Answer, mood: Mood) -> None:
        content = json.dumps(answer, ensure_ascii=False).encode()
        if mood is Mood.LOST:
            self._hang_up()
        elif mood is Mood.TRUNCATED:
            self._write(content[: len(content) // 2], length=len(content))
        elif mood is Mood.BAD_JSON:
            self._write(content[:-1] + b",,")
        elif mood is Mood.WRONG_TYPE:
            self._write(b"<html><body>Login</body></html>", kind="text/html")
        elif mood is Mood.HUGE:
            self._write(content[:-1] + b" " * HUGE_ANSWER + b"}")
        elif mood is Mood.TRICKLE:
            self._trickle(content)
        else:
            self._write(content)

    def _request(self, service: str, operation: str) -> Request:
        """Read the request; BadRequest or PermissionError when it is not one."""
        given = self.headers.get("Authorization", "")
        wanted = f"Bearer {self.house.options.registries_token}"
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise PermissionError
        try:
            request_id = str(UUID(self.headers.get("Request-Id", "")))
            length = int(self.headers.get("Content-Length", ""))
            body = json.loads(self.rfile.read(length)) if 0 < length <= LARGEST_BODY else None
        except ValueError as error:
            raise BadRequest("no id, no length or no JSON") from error
        if not isinstance(body, dict) or self.headers.get_content_type() != "application/json":
            raise BadRequest("a JSON object is needed")
        return Request(request_id, service, operation, body)

    def _say(self, status: int, answer: Answer, headers: dict[str, str] | None = None) -> None:
        self._write(json.dumps(answer).encode(), status=status, headers=headers or {})

    def _write(
        self,
        content: bytes,
        *,
        status: int = HTTPStatus.OK,
        kind: str = "application/json",
        length: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self._head(status, kind, len(content) if length is None else length, headers or {})
        self.wfile.write(content)

    def _head(self, status: int, kind: str, length: int, headers: dict[str, str]) -> None:
        self.close_connection = True
        self.send_response(status)
        everything = {"Content-Type": kind, "Content-Length": str(length), "Connection": "close"}
        for name, value in (everything | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _trickle(self, content: bytes) -> None:
        """Give the answer byte by byte: each comes in time, the whole never does."""
        self._head(HTTPStatus.OK, "application/json", len(content), {})
        for byte in content:
            if self.house.stopping.wait(self.house.options.registries_slow_s / 3):
                return
            self.wfile.write(bytes([byte]))

    def _hang_up(self) -> None:
        """End the connection without a word."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: Any) -> None:
        """Say nothing: what was asked is in the ledger, without anybody's data."""


def main() -> int:
    """Run until SIGTERM or SIGINT; 1 when the port is taken or the folder cannot be written."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        house = Registries(Options.from_env())
        log.info("Registries listen on %s:%s", house.options.host, house.start())
    except OSError as error:
        log.critical("Реестры демо не запущены: %s", error)
        return 1
    stopped.wait()
    house.stop()
    log.info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
