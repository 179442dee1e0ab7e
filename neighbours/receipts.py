"""Delivery receipts: kept until the client says it has them, also across a restart."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol

from neighbours.pdu import Address, ShortMessage, Tag
from neighbours.storage import Ledger, Record

IS_RECEIPT = 0x04  # esm_class of deliver_sm that carries a delivery receipt (5.2.12)
STATES = {"DELIVRD": 2, "EXPIRED": 3, "UNDELIV": 5, "REJECTD": 8}
LONGEST_PAUSE_S = 30.0


class Receiver(Protocol):
    """A bound session that takes deliver_sm."""

    async def deliver(self, message: ShortMessage) -> bool:
        """Hand over the message; True once the client has acknowledged it."""


class ReceiptDesk:
    """Hands every receipt to any receiver of the client until one acknowledges it."""

    def __init__(self, acknowledged: Ledger, delay_s: float) -> None:
        self._acknowledged = acknowledged
        self._delay_s = delay_s
        self._receivers: list[Receiver] = []
        self._changed = asyncio.Condition()
        self._under_way: set[asyncio.Task[None]] = set()

    def expect(self, messages: Iterable[Record]) -> None:
        """Start on the receipts these accepted messages asked for."""
        for message in messages:
            if message["receipt"]:
                task = asyncio.create_task(self._hand_over(message))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)

    async def join(self, receiver: Receiver) -> None:
        """A client has bound as a receiver."""
        async with self._changed:
            self._receivers.append(receiver)
            self._changed.notify_all()

    def leave(self, receiver: Receiver) -> None:
        """A client has gone."""
        if receiver in self._receivers:
            self._receivers.remove(receiver)

    async def stop(self) -> None:
        """Drop what is under way; the ledgers know what is still owed."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _hand_over(self, message: Record) -> None:
        await asyncio.sleep(self._delay_s)
        receipt, pause = receipt_for(message), 0.2
        while not await (await self._next_receiver()).deliver(receipt):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
        await self._acknowledged.append({"id": message["id"]})

    async def _next_receiver(self) -> Receiver:
        """Wait for a receiver; take them in turn, so that one stuck client does not stop all."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._receivers)
            self._receivers.append(self._receivers.pop(0))
            return self._receivers[-1]


def receipt_for(message: Record) -> ShortMessage:
    """Write the receipt in the customary text (appendix B) and in the optional parameters."""
    state, error = message["outcome"]
    submitted, done = datetime.fromisoformat(message["at"]), datetime.now(UTC)
    delivered = 1 if state == "DELIVRD" else 0
    text = (
        f"id:{message['id']} sub:001 dlvrd:{delivered:03d} submit date:{submitted:%y%m%d%H%M} "
        f"done date:{done:%y%m%d%H%M} stat:{state} err:{error} text:"
    )
    return ShortMessage(
        source=Address(message["to"]),
        destination=Address(message["from"], ton=5, npi=0),
        short_message=text.encode("ascii"),
        esm_class=IS_RECEIPT,
        tlvs={
            Tag.RECEIPTED_MESSAGE_ID: message["id"].encode() + b"\0",
            Tag.MESSAGE_STATE: bytes((STATES[state],)),
        },
    )
