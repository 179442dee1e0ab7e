"""One JSON request over HTTP with every limit explicit. Knows nothing of registries.

The address never holds personal data, the body is never logged, redirects are not followed, an
answer has a largest size, and the whole exchange has a deadline of its own: a neighbour that sends
a byte a second resets a read time-out for ever, but not that one.
"""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from common.gateways.answers import Reason

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 5.0
WHOLE_TIMEOUT_S = 8.0
LARGEST_ANSWER = 64 * 1024
LONGEST_RETRY_AFTER_S = 3600
CONNECT_TRIES = 2
FAILURES = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError)


class WireError(Exception):
    """No usable answer. Carries no text of the neighbour: it could quote the person's data."""

    def __init__(self, reason: Reason, retry_after_s: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a neighbour answers. `authorities`: a file of certificates instead of the system's."""

    url: str
    token: str = field(default="", repr=False)
    authorities: str = ""


def check_endpoint(endpoint: Endpoint) -> None:
    """Raise ValueError for an address that would send personal data in the clear or in the URL."""
    parts = urlsplit(endpoint.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{endpoint.url!r} is not an http(s) address.")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("The address of a neighbour has no password and no query.")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("Outside this machine an address is asked over https only.")


def post(endpoint: Endpoint, path: str, *, request_id: UUID, body: dict[str, Any]) -> Any:
    """Return the JSON answer of a POST; raises WireError."""
    parts = urlsplit(endpoint.url)
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Request-Id": str(request_id),
        "Authorization": f"Bearer {endpoint.token}",
    }
    connection = _connected(endpoint)
    with _deadline(connection) as cut:
        try:
            content = json.dumps(body, ensure_ascii=False).encode()
            connection.request(
                "POST",
                f"{parts.path.rstrip('/')}{path}",
                body=content,
                headers=headers,
                preload_content=False,
            )
            response = connection.getresponse()
            answer = _read(response)
        except WireError:
            if cut.is_set():  # what looks broken was cut by us
                raise WireError(Reason.TIMEOUT) from None
            raise
        except FAILURES as error:
            raise _explained(error, was_cut=cut.is_set()) from None
    return answer


def _connected(endpoint: Endpoint) -> HTTPConnection:
    """Return an open connection. Nothing has been sent yet, so one failure may be tried again."""
    for attempt in range(1, CONNECT_TRIES + 1):
        connection = _connection(endpoint)
        try:
            connection.connect()
        except ssl.SSLCertVerificationError:
            connection.close()
            raise WireError(Reason.UNTRUSTED) from None
        except FAILURES as error:
            connection.close()
            if attempt == CONNECT_TRIES:
                raise _not_connected(error) from None
        else:
            connection.timeout = READ_TIMEOUT_S
            return connection
    raise AssertionError("the loop above returns or raises")


def _not_connected(error: Exception) -> WireError:
    # urllib3 takes a refused connection for a kind of time-out.
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)
    late = isinstance(error, TimeoutError | urllib3.exceptions.ConnectTimeoutError)
    return WireError(Reason.TIMEOUT if late and not refused else Reason.UNREACHABLE)


def _connection(endpoint: Endpoint) -> HTTPConnection:
    parts = urlsplit(endpoint.url)
    host = parts.hostname or ""
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port or 80, timeout=CONNECT_TIMEOUT_S)
    context = ssl.create_default_context(cafile=endpoint.authorities or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return HTTPSConnection(host, parts.port or 443, timeout=CONNECT_TIMEOUT_S, ssl_context=context)


@contextmanager
def _deadline(connection: HTTPConnection) -> Iterator[threading.Event]:
    """Cut the connection when the whole conversation takes too long; the event tells that it was."""
    was_cut = threading.Event()
    timer = threading.Timer(WHOLE_TIMEOUT_S, _cut, [connection.sock, was_cut])
    timer.daemon = True
    timer.start()
    try:
        yield was_cut
    finally:
        timer.cancel()
        connection.close()


def _cut(sock: socket.socket, was_cut: threading.Event) -> None:
    was_cut.set()
    try:
        # Of the plain socket: TLS must not be taken apart under the thread that reads it.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # the conversation ended by itself a moment earlier


def _read(response: urllib3.BaseHTTPResponse) -> Any:
    """Return the JSON of a good answer; WireError says what is wrong with any other."""
    if response.status != HTTPStatus.OK:
        raise _of_status(response)
    if _kind(response) != "application/json":
        raise WireError(Reason.BROKEN)
    content = response.read(LARGEST_ANSWER + 1, decode_content=False)
    if len(content) > LARGEST_ANSWER:
        raise WireError(Reason.BROKEN)
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise WireError(Reason.BROKEN) from None


def _of_status(response: urllib3.BaseHTTPResponse) -> WireError:
    status = response.status
    if status == HTTPStatus.CONFLICT:
        return WireError(Reason.REUSED)
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        return WireError(Reason.BUSY, _retry_after(response))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return WireError(Reason.FAILED, _retry_after(response))
    if status >= HTTPStatus.BAD_REQUEST:
        return WireError(Reason.REFUSED)
    return WireError(Reason.BROKEN)  # a redirect, or a success that says nothing


def _retry_after(response: urllib3.BaseHTTPResponse) -> int:
    text = response.headers.get("Retry-After", "")
    return min(int(text), LONGEST_RETRY_AFTER_S) if text.isascii() and text.isdigit() else 0


def _kind(response: urllib3.BaseHTTPResponse) -> str:
    message = Message()
    message["Content-Type"] = response.headers.get("Content-Type", "")
    return message.get_content_type()


def _explained(error: Exception, *, was_cut: bool) -> WireError:
    late = (TimeoutError, urllib3.exceptions.TimeoutError)
    if was_cut or isinstance(error, late):
        return WireError(Reason.TIMEOUT)
    broken = (urllib3.exceptions.IncompleteRead, http.client.IncompleteRead, ValueError)
    return WireError(Reason.BROKEN if isinstance(error, broken) else Reason.UNREACHABLE)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
