"""A push service and its browsers in one: RFC 8030 over HTTP, payloads opened by the browser's keys.

`POST /browsers` makes a browser and gives what `PushSubscription.toJSON()` would. `POST /push/<id>` is the
push resource: the VAPID signature is checked (RFC 8292), the body opened (RFC 8291), both by code of our
own and not by the library that sealed them. What was opened stands in `push.jsonl` before the answer.
"""

import asyncio
import base64
import json
import os
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import urllib3
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from neighbours.options import Options
from neighbours.storage import Ledger, Record, read_records, read_records_backwards

LEDGER, BROWSERS = "push.jsonl", "push-browsers.jsonl"
LARGEST_BODY = 4096
LONGEST_TOKEN_S = 24 * 3600
CURVE = ec.SECP256R1()


class Refused(Exception):
    """The request is answered with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser keeps for itself, and the server key it agreed to."""

    id: str
    private: int
    auth: bytes
    server_key: str

    @property
    def point(self) -> bytes:
        public = ec.derive_private_key(self.private, CURVE).public_key()
        return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open(self, body: bytes) -> bytes:
        """Return the plain payload of an aes128gcm body of one record; ValueError when it does not fit."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        mine = ec.derive_private_key(self.private, CURVE)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        info = b"WebPush: info\0" + self.point + sender
        secret = _derived(self.auth, mine.exchange(ec.ECDH(), theirs), info, 32)
        key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        if not padded.endswith(b"\x02"):
            raise ValueError("not the last record")
        return padded[:-1]


@dataclass
class PushService:
    """The server. `moods` are statuses answered first, one a push: for troubles in tests."""

    options: Options
    moods: list[int] = field(default_factory=list)

    async def start(self) -> int:
        """Listen in threads of its own; return the port."""
        return await asyncio.get_running_loop().run_in_executor(None, self.start_now)

    async def stop(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.stop_now)

    def start_now(self) -> int:
        folder = self.options.folder
        self._ledger, self._kept = Ledger(folder / LEDGER), Ledger(folder / BROWSERS)
        self._browsers: dict[str, Browser | None] = {}
        self._browsers |= {row["id"]: _browser_of(row) for row in read_records(folder / BROWSERS)}
        handler = type("Handler", (_Handler,), {"house": self})
        self._server = ThreadingHTTPServer((self.options.host, self.options.push_port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://{self.options.host}:{self._server.server_port}"
        return self._server.server_port

    def stop_now(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._ledger.close()
        self._kept.close()

    def make_browser(self, server_key: str) -> dict[str, Any]:
        """Return a new browser's subscription."""
        private = ec.generate_private_key(CURVE).private_numbers().private_value
        browser = Browser(uuid4().hex, private, os.urandom(16), server_key)
        row = {"id": browser.id, "private": f"{private:x}", "auth": browser.auth.hex()}
        self._kept.append_now({**row, "server_key": server_key})
        self._browsers[browser.id] = browser
        keys = {"p256dh": _text(browser.point), "auth": _text(browser.auth)}
        return {"endpoint": f"{self.url}/push/{browser.id}", "keys": keys}

    def forget_browser(self, endpoint: str) -> None:
        """Let a browser end its subscription: from now on its address is gone."""
        self._browsers[endpoint.rsplit("/", 1)[-1]] = None

    def take(self, browser_id: str, headers: Any, body: bytes) -> str:
        """Check and open a push, write it down; return its id. Raises Refused."""
        if self.moods:
            raise Refused(self.moods.pop(0))
        if browser_id not in self._browsers:
            raise Refused(404)
        browser = self._browsers[browser_id]
        if browser is None:
            raise Refused(410)
        if headers.get("Content-Encoding") != "aes128gcm" or not headers.get("TTL", "").isdigit():
            raise Refused(400)
        claims = checked_token(headers.get("Authorization", ""), browser.server_key, self.url)
        try:
            text = browser.open(body).decode()
        except (ValueError, IndexError, InvalidTag):
            raise Refused(400) from None
        record = {
            "id": uuid4().hex,
            "at": datetime.now(UTC).isoformat(),
            "browser": browser_id,
            "text": text,
            "ttl": int(headers["TTL"]),
            "urgency": headers.get("Urgency", ""),
            "contact": claims["sub"],
        }
        self._ledger.append_now(record)
        return str(record["id"])


def checked_token(authorization: str, server_key: str, origin: str) -> dict[str, Any]:
    """Return the claims of `vapid t=…, k=…` signed by the key the browser agreed to; Refused else."""
    scheme, _, rest = authorization.partition(" ")
    given = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme.lower() != "vapid" or set(given) != {"t", "k"}:
        raise Refused(401)
    if given["k"].rstrip("=") != server_key:
        raise Refused(403)
    try:
        head, body, signature = given["t"].split(".")
        claims = json.loads(_octets(body))
        raw = _octets(signature)
        point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _octets(server_key))
        numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        signed = f"{head}.{body}".encode()
        point.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))
        fits = json.loads(_octets(head))["alg"] == "ES256" and claims["aud"] == origin
        left_s = int(claims["exp"]) - time.time()
    except (ValueError, KeyError, TypeError, InvalidSignature):
        raise Refused(401) from None
    if not fits or not 0 < left_s <= LONGEST_TOKEN_S or "sub" not in claims:
        raise Refused(403)
    return claims


def new_browser(url: str, *, key: str) -> dict[str, Any] | None:
    """Ask the service at `url` for a browser; None when it is not there."""
    try:
        answer = urllib3.request(
            "POST", f"{url}/browsers", json={"key": key}, timeout=3, retries=False
        )
    except urllib3.exceptions.HTTPError:
        return None
    return answer.json() if answer.status == 201 else None


def latest(folder: Path, limit: int) -> list[Record]:
    """Return the newest pushes, opened, with `moment` as a time."""
    records = islice(read_records_backwards(folder / LEDGER), limit)
    return [{**record, "moment": datetime.fromisoformat(record["at"])} for record in records]


class _Handler(BaseHTTPRequestHandler):
    house: PushService
    timeout = 10

    def do_POST(self) -> None:
        place, _, name = urlsplit(self.path).path.lstrip("/").partition("/")
        try:
            length = int(self.headers.get("Content-Length", ""))
            if not 0 < length <= LARGEST_BODY:
                raise Refused(413)
            body = self.rfile.read(length)
            if place == "browsers" and not name:
                self._say(201, self.house.make_browser(json.loads(body)["key"]))
            elif place == "push":
                taken = self.house.take(name, self.headers, body)
                self._say(201, {}, location=f"{self.house.url}/message/{taken}")
            else:
                raise Refused(404)
        except Refused as refusal:
            self._say(refusal.status, {})
        except (ValueError, KeyError):
            self._say(400, {})

    def _say(self, status: int, answer: dict[str, Any], location: str = "") -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing: what came is in the ledger."""


def _browser_of(row: Record) -> Browser:
    return Browser(
        row["id"], int(row["private"], 16), bytes.fromhex(row["auth"]), row["server_key"]
    )


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
