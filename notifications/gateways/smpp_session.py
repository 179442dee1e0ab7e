"""One bound SMPP session: any thread submits, one thread reads, one hands receipts on.

smpplib encodes and decodes; waiting is ours, because its own reading loop loses its place when
a time-out falls inside a unit, and its `send` has no answer to wait for.
"""

import logging
import queue
import re
import select
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from smpplib import client as smpp_client
from smpplib import exceptions, smpp

logger = logging.getLogger(__name__)
# smpplib prints every unit at DEBUG: passwords, numbers and one-time codes among them.
for _name in ("smpplib", "notifications.smpplib"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

ANSWER_TIMEOUT_S = 10.0
CONNECT_TIMEOUT_S = 5.0
ENQUIRE_LINK_S = 20.0
TICK_S = 0.5
TRY_LATER = 0x64  # ESME_RX_T_APPN: the centre keeps the receipt and offers it again
STATES = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 7: "UNKNOWN"}
STATES |= {6: "ACCEPTD", 8: "REJECTD"}
_RECEIPT = re.compile(rb"id:(\S+).*?stat:(\w+)(?:.*?err:(\w+))?", re.IGNORECASE | re.DOTALL)


class Refused(Exception):
    """The centre answered with an error status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:#x}")
        self.status = status


class SessionLost(Exception):
    """No answer. The text is Russian; `is_outage` when the centre is silent altogether."""

    def __init__(self, message: str, *, is_outage: bool = True) -> None:
        super().__init__(message)
        self.is_outage = is_outage


@dataclass(frozen=True, slots=True)
class SmppServer:
    """Where the centre is, who we are to it and whose name people see."""

    host: str
    port: int
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class SmppReceipt:
    """How one part ended: `outcome` is the standard's word, such as DELIVRD."""

    provider_id: str
    outcome: str
    error: str = ""


class _Client(smpp_client.Client):  # type: ignore[misc]
    """smpplib's client that can say whether something has come."""

    def has_news(self, timeout_s: float) -> bool:
        return bool(select.select([self._socket], [], [], timeout_s)[0])


class SmppSession:
    """A live connection; once `is_alive` is False it is for the bin."""

    def __init__(self, server: SmppServer, on_receipt: Callable[[SmppReceipt], None]) -> None:
        self._on_receipt = on_receipt
        self._client = _Client(
            server.host,
            server.port,
            timeout=CONNECT_TIMEOUT_S,
            logger_name="notifications.smpplib",
            allow_unknown_opt_params=True,
        )
        self._bind(server)
        self.is_alive = True
        self._heard_at = time.monotonic()
        self._asked_at: float | None = None
        self._writing = threading.Lock()
        self._pending: dict[int, Future[Any]] = {}
        self._receipts: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for work in (self._read, self._hand_on_receipts):
            threading.Thread(target=work, name=f"smpp-{work.__name__}", daemon=True).start()

    def submit(self, fields: dict[str, Any]) -> str:
        """Send one part and wait for the name the centre gives it."""
        answer: Future[Any] = Future()
        unit = self._send("submit_sm", answer, **fields)
        try:
            response = answer.result(ANSWER_TIMEOUT_S)
        except TimeoutError as error:
            silent = time.monotonic() - self._heard_at >= ANSWER_TIMEOUT_S
            raise SessionLost("не отвечает.", is_outage=silent) from error
        finally:
            self._pending.pop(unit.sequence, None)
        if response.is_error():
            raise Refused(response.status)
        return bytes(response.message_id or b"").decode("ascii", "replace")

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self.is_alive:
            try:
                self._send("unbind")
            except SessionLost:
                logger.debug("The SMS centre had already hung up")
        self._fail("связь закрыта.")

    def _bind(self, server: SmppServer) -> None:
        try:
            self._client.connect()
            self._client.bind_transceiver(system_id=server.user, password=server.password)
        except exceptions.PDUError as error:
            self._client.disconnect()
            raise SessionLost("не принял имя или пароль.") from error
        except (exceptions.ConnectionError, OSError) as error:
            self._client.disconnect()
            raise SessionLost("нет соединения.") from error

    def _send(self, command: str, answer: Future[Any] | None = None, **fields: Any) -> Any:
        """Write one unit; `answer` is kept by its sequence number before it leaves."""
        with self._writing:
            sequence = fields.pop("sequence", None)
            unit = smpp.make_pdu(command, client=self._client, **fields)
            if sequence is not None:
                unit.sequence = sequence
            if answer is not None:
                self._pending[unit.sequence] = answer
            try:
                self._client.send_pdu(unit)
            except (exceptions.ConnectionError, exceptions.PDUError, OSError, AttributeError):
                lost = True
            else:
                lost = False
        if lost:
            self._pending.pop(unit.sequence, None)
            self._fail("связь прервалась.")
            raise SessionLost("связь прервалась.")
        return unit

    def _read(self) -> None:
        """Read until the end of the session; whoever waits then is told."""
        try:
            while self.is_alive:
                if self._client.has_news(TICK_S):
                    self._take(self._client.read_pdu())
                else:
                    self._keep_alive()
        except (exceptions.ConnectionError, SessionLost, OSError):
            logger.info("The connection to the SMS centre ended")
        except Exception:
            if self.is_alive:  # else the socket was closed by us under the waiting select
                logger.exception("The SMS centre sent something unreadable")
        finally:
            self._fail("связь прервалась.")

    def _keep_alive(self) -> None:
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at > ANSWER_TIMEOUT_S:
            raise SessionLost("не отвечает.")
        if self._asked_at is None and now - self._heard_at > ENQUIRE_LINK_S:
            self._asked_at = now
            self._send("enquire_link")

    def _take(self, unit: Any) -> None:
        self._heard_at, self._asked_at = time.monotonic(), None
        if unit.command in {"submit_sm_resp", "generic_nack"}:
            answer = self._pending.pop(unit.sequence, None)
            if answer is not None and not answer.done():
                answer.set_result(unit)
        elif unit.command == "deliver_sm":
            self._receipts.put(unit)
        elif unit.command == "enquire_link":
            self._send("enquire_link_resp", sequence=unit.sequence)
        elif unit.command == "unbind":
            self._send("unbind_resp", sequence=unit.sequence)
            raise SessionLost("центр закрыл связь.")

    def _hand_on_receipts(self) -> None:
        """Answer a receipt only when it is safe with us; else the centre offers it again."""
        while (unit := self._receipts.get()) is not None:
            status = 0
            try:
                receipt = read_receipt(unit)
                if receipt is not None:
                    self._on_receipt(receipt)
            except Exception:
                logger.exception("A delivery receipt could not be kept")
                status = TRY_LATER
            try:
                self._send("deliver_sm_resp", sequence=unit.sequence, status=status)
            except SessionLost:
                return

    def _fail(self, reason: str) -> None:
        """End the session once; safe to call again."""
        with self._writing:
            was_alive, self.is_alive = self.is_alive, False
        if not was_alive:
            return
        for answer in list(self._pending.values()):
            if not answer.done():
                answer.set_exception(SessionLost(reason))
        self._receipts.put(None)
        self._client.disconnect()


def read_receipt(unit: Any) -> SmppReceipt | None:
    """Return what a deliver_sm reports; None when it is not a receipt.

    The optional parameters are exact, the text is what every centre has (appendix B).
    """
    found = _RECEIPT.search(unit.short_message or getattr(unit, "message_payload", None) or b"")
    named = bytes(getattr(unit, "receipted_message_id", None) or b"").rstrip(b"\0")
    state = STATES.get(getattr(unit, "message_state", None) or 0)
    name = named or (found[1] if found else b"")
    outcome = state or (found[2].decode("ascii").upper() if found else "")
    if not name or not outcome:
        return None
    error = found[3].decode("ascii") if found and found[3] else ""
    return SmppReceipt(name.decode("ascii", "replace"), outcome[:12], error[:12])
