"""SMS over SMPP 3.4: one bound session per process, shared by its threads, renewed when it dies."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from notifications.gateways.base import GatewayError, OutgoingSms, Taken
from notifications.gateways.smpp_session import (
    Refused,
    SessionLost,
    SmppReceipt,
    SmppServer,
    SmppSession,
)
from notifications.gateways.text import SplitText, split

HAS_HEADER = 0x40  # esm_class: the payload starts with a user data header
FINAL_RECEIPT = 1  # registered_delivery: tell how it ended, well or badly
ALPHANUMERIC, INTERNATIONAL, ISDN = 5, 1, 1
THROTTLED = {0x14, 0x58}  # queue full, throttling
# The number or the text itself is wrong: no repeat will help (5.1.3).
PERMANENT = {0x01, 0x0B, 0x48, 0x50, 0x51, 0x61, 0x62}
PATIENCE = 4
PAUSE_S = 1.0

OnReceipt = Callable[[SmppReceipt], None]


class SmppGateway:
    """Cuts a text into parts and hands them over one by one, in order."""

    def __init__(self, server: SmppServer, on_receipt: OnReceipt) -> None:
        self._server = server
        self._on_receipt = on_receipt
        self._session: SmppSession | None = None
        self._opening = threading.Lock()
        self._pid = os.getpid()

    def send(self, sms: OutgoingSms) -> Taken:
        """Return the centre's names of the parts once it has them all."""
        taken: list[str] = []
        for fields in _submissions(sms, self._server.sender):
            try:
                taken.append(self._submit(fields))
            except (Refused, SessionLost) as error:
                raise _explain(error, self._server, taken) from error
        return Taken(tuple(taken))

    def listen(self) -> None:
        """Keep a session open, so that receipts come in while nothing is sent."""
        try:
            self._current()
        except SessionLost as error:
            raise _explain(error, self._server, []) from error

    def close(self) -> None:
        """Part with the centre."""
        with self._opening:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _submit(self, fields: dict[str, Any]) -> str:
        """Submit one part; a throttled centre is given a little time."""
        for attempt in range(PATIENCE):
            try:
                return self._current().submit(fields)
            except Refused as error:
                if error.status not in THROTTLED or attempt == PATIENCE - 1:
                    raise
            time.sleep(PAUSE_S)
        raise AssertionError("the loop above returns or raises")

    def _current(self) -> SmppSession:
        """Return the live session of this process. A fork must not talk through its parent's."""
        with self._opening:
            if self._pid != os.getpid():
                self._session, self._pid = None, os.getpid()
            if self._session is None or not self._session.is_alive:
                self._session = SmppSession(self._server, self._on_receipt)
            return self._session


@dataclass(frozen=True, slots=True)
class _Chain:
    """What joins the parts of one text: the same for every repeat of a delivery."""

    reference: int
    total: int

    def header(self, position: int) -> bytes:
        return bytes((5, 0, 3, self.reference, self.total, position))


def _submissions(sms: OutgoingSms, sender: str) -> Iterator[dict[str, Any]]:
    """Yield the fields of every submit_sm still to send."""
    try:
        text = split(sms.text)
    except ValueError as error:
        raise GatewayError("Текст слишком длинный для СМС.", permanent=True) from error
    digits = sms.to.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or not 10 <= len(digits) <= 15:
        raise GatewayError("Номер не похож на мобильный.", permanent=True)
    common = _common_fields(sms, sender, digits, text)
    chain = _Chain(sms.delivery_id.bytes[-1], text.count)
    for position, octets in enumerate(text.parts, start=1):
        if position <= sms.already_taken:
            continue
        joined = text.count > 1
        yield common | {
            "esm_class": HAS_HEADER if joined else 0,
            "short_message": (chain.header(position) if joined else b"") + octets,
        }


def _common_fields(sms: OutgoingSms, sender: str, digits: str, text: SplitText) -> dict[str, Any]:
    return {
        "source_addr_ton": INTERNATIONAL if sender.isdigit() else ALPHANUMERIC,
        "source_addr_npi": ISDN if sender.isdigit() else 0,
        "source_addr": sender,
        "dest_addr_ton": INTERNATIONAL,
        "dest_addr_npi": ISDN,
        "destination_addr": digits,
        "data_coding": int(text.coding),
        "registered_delivery": FINAL_RECEIPT,
        "validity_period": _validity(sms),
        # Names the delivery, so that a repeat after a lost answer can be recognised.
        "user_message_reference": int.from_bytes(sms.delivery_id.bytes[-2:], "big"),
    }


def _validity(sms: OutgoingSms) -> str:
    """Return the relative time format of SMPP (7.1.1), empty for the centre's default."""
    if sms.valid_for is None:
        return ""
    minutes, seconds = divmod(max(1, int(sms.valid_for.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"0000{min(days, 30):02d}{hours:02d}{minutes:02d}{seconds:02d}000R"


def _explain(error: Refused | SessionLost, server: SmppServer, taken: list[str]) -> GatewayError:
    where = f"СМС-центр {server.host}:{server.port}"
    if isinstance(error, Refused):
        permanent = error.status in PERMANENT
        words = "не принимает этот номер или текст" if permanent else "не смог принять сообщение"
        text = f"{where} {words} (код {error.status:#x})."
        return GatewayError(text, permanent=permanent, accepted=taken)
    return GatewayError(
        f"{where}: {error}", permanent=False, outage=error.is_outage, accepted=taken
    )
